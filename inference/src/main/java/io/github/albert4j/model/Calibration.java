package io.github.albert4j.model;

import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.checkpoint.Checkpoint;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.Engine;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Finds what int8 needs to know of a model: it runs rows in fp32 and looks at what the projections
 * multiply in each pass. One layer serves all passes, and what it multiplies differs much between
 * them, so each pass gets a range of its own.
 *
 * <pre>{@code
 * try (AlbertModel model = AlbertModel.load("albert-base-v2");
 *     Calibration calibration = model.calibrate()) {
 *   for (String text : texts) {
 *     calibration.add(PackedBatch.of(List.of(model.tokenizer().encode(text))));
 *   }
 *   List<CalibratedProjection> projections = calibration.find(true);
 * }
 * }</pre>
 *
 * <p>For one thread. The same rows in the same order give the same result.
 *
 * @since 0.1.0
 */
public final class Calibration implements AutoCloseable {
  /** For all tokens that are kept. */
  private static final long SAMPLE_BYTES = 256L << 20;

  private static final int MOST_TOKENS = 512;

  private final AlbertModel model;
  private final Engine engine;
  private final AlbertConfig config;
  private final Arena arena;
  private final List<Map<Projection, SourceStatistics>> blocks = new ArrayList<>();
  private boolean any;

  Calibration(AlbertModel model, Engine engine, AlbertConfig config) {
    this.model = model;
    this.engine = engine;
    this.config = config;
    this.arena = new Arena(engine);
    int count = config.numHiddenLayers() * config.innerGroupNum();
    long tokenBytes = 4L * count * (3L * config.hiddenSize() + config.intermediateSize());
    int tokens = (int) Math.max(16, Math.min(MOST_TOKENS, SAMPLE_BYTES / tokenBytes));
    for (int block = 0; block < count; block++) {
      Map<Projection, SourceStatistics> own = new EnumMap<>(Projection.class);
      for (Projection projection : Projection.values()) {
        own.put(projection, new SourceStatistics(arena, tokens, projection.inputs(config)));
      }
      blocks.add(own);
    }
  }

  /**
   * Runs a row and looks on.
   *
   * @param row one row: its tokens come one after another
   * @throws InvalidInputException for a row that the model cannot run
   */
  public void add(PackedBatch row) {
    if (row.rows() != 1) {
      throw new InvalidInputException("calibration: expected one row, found " + row.rows());
    }
    model.observe(row, (block, projection, x) -> blocks.get(block).get(projection).add(x));
    any = true;
  }

  /**
   * Finds the scales of every projection.
   *
   * @param smooth whether to move outliers of the sources' channels into the weights
   * @throws AlbertException where the model gives numbers that are not finite
   * @throws IllegalStateException where no row was added
   */
  public List<CalibratedProjection> find(boolean smooth) {
    if (!any) {
      throw new IllegalStateException("a calibration without rows");
    }
    return model.call(() -> findAll(smooth));
  }

  private List<CalibratedProjection> findAll(boolean smooth) {
    List<CalibratedProjection> all = new ArrayList<>();
    String folder = model.folder().path().toString();
    try (Checkpoint checkpoint = Checkpoint.open(model.folder().path())) {
      NamedTensors tensors = new NamedTensors(checkpoint, folder);
      for (int group = 0; group < config.numHiddenGroups(); group++) {
        for (int inner = 0; inner < config.innerGroupNum(); inner++) {
          LayerTensors layer = new LayerTensors(tensors, config, group, inner);
          for (Projection projection : Projection.values()) {
            all.add(find(layer, group, inner, projection, smooth));
          }
        }
      }
    }
    return all;
  }

  private CalibratedProjection find(
      LayerTensors layer, int group, int inner, Projection projection, boolean smooth) {
    List<SourceStatistics> passes = new ArrayList<>();
    for (int pass = 0; pass < config.numHiddenLayers(); pass++) {
      if (Passes.group(config, pass) == group) {
        passes.add(blocks.get(pass * config.innerGroupNum() + inner).get(projection));
      }
    }
    int parts = projection == Projection.QUERY_KEY_VALUE ? 3 : 1;
    try (ProjectionSearch search =
        new ProjectionSearch(
            engine,
            projection.outputs(config),
            projection.inputs(config),
            parts,
            layer.rows(projection),
            passes)) {
      ProjectionSearch.Found found = search.best(smooth);
      if (!found.ranges().stream().allMatch(SourceRange::isValid)) {
        throw new AlbertException(
            layer.prefix()
                + projection.path()
                + ": multiplies numbers that are not finite in fp32; the model is damaged");
      }
      return new CalibratedProjection(
          new ProjectionScales(group, inner, projection, found.smoothing(), found.ranges()),
          found.exponent(),
          found.noise());
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}

package io.github.albert4j.model;

import io.github.albert4j.AlbertException;
import io.github.albert4j.ModelFormatException;
import io.github.albert4j.checkpoint.TensorData;
import io.github.albert4j.checkpoint.TensorInfo;
import io.github.albert4j.config.AlbertConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a projection needs to be computed in int8. In a folder it is two tensors beside the
 * projection's own: {@code input_smoothing [inputs]} and {@code input_ranges [passes, 2]}, the
 * lowest and highest value of the smoothed source in each pass through the layer.
 *
 * @param group of the layer
 * @param inner number of the layer in its group
 * @param projection of that layer
 * @param smoothing {@code [inputs]}: sources are divided by it and weights multiplied with it
 *     (SmoothQuant, Xiao et al. 2023, section 4)
 * @param ranges of the smoothed source, one a pass
 * @since 0.1.0
 */
public record ProjectionScales(
    int group, int inner, Projection projection, float[] smoothing, List<SourceRange> ranges) {

  private static String name(int group, int inner, Projection projection, String what) {
    return LayerTensors.prefix(group, inner) + projection.path() + ".input_" + what;
  }

  boolean isOf(int otherGroup, int otherInner, Projection other) {
    return group == otherGroup && inner == otherInner && projection == other;
  }

  /** The tensors that a folder holds of it. */
  public List<TensorData> tensors() {
    float[] bounds = new float[2 * ranges.size()];
    for (int pass = 0; pass < ranges.size(); pass++) {
      bounds[2 * pass] = ranges.get(pass).low();
      bounds[2 * pass + 1] = ranges.get(pass).high();
    }
    return List.of(
        TensorData.of(name(group, inner, projection, "smoothing"), smoothing, smoothing.length),
        TensorData.of(name(group, inner, projection, "ranges"), bounds, ranges.size(), 2));
  }

  private static List<ProjectionScales> readAll(NamedTensors tensors, AlbertConfig config) {
    List<ProjectionScales> all = new ArrayList<>();
    for (int group = 0; group < config.numHiddenGroups(); group++) {
      int passes = Passes.count(config, group);
      for (int inner = 0; inner < config.innerGroupNum(); inner++) {
        for (Projection projection : Projection.values()) {
          ProjectionScales scales = read(tensors, config, group, inner, projection, passes);
          if (scales != null) {
            all.add(scales);
          }
        }
      }
    }
    return all;
  }

  /**
   * All that a folder holds.
   *
   * @throws AlbertException where it holds none
   */
  static List<ProjectionScales> require(NamedTensors tensors, AlbertConfig config) {
    List<ProjectionScales> all = readAll(tensors, config);
    if (all.isEmpty()) {
      throw new AlbertException(
          tensors.folder()
              + ": precision int8 needs calibrated scales, and this folder has none: make one that"
              + " has with quantize --calibration FILE --output DIR, or use fp32, bf16 or auto");
    }
    return all;
  }

  /**
   * Takes the tensors where a model of another precision leaves them alone.
   *
   * @return whether there are any
   */
  static boolean know(NamedTensors tensors, AlbertConfig config) {
    boolean any = false;
    for (int group = 0; group < config.numHiddenGroups(); group++) {
      for (int inner = 0; inner < config.innerGroupNum(); inner++) {
        for (Projection projection : Projection.values()) {
          String smoothing = name(group, inner, projection, "smoothing");
          any |= tensors.has(smoothing);
          tensors.know(smoothing);
          tensors.know(name(group, inner, projection, "ranges"));
        }
      }
    }
    return any;
  }

  private static @Nullable ProjectionScales read(
      NamedTensors tensors,
      AlbertConfig config,
      int group,
      int inner,
      Projection projection,
      int passes) {
    String smoothingName = name(group, inner, projection, "smoothing");
    String rangesName = name(group, inner, projection, "ranges");
    if (!tensors.has(smoothingName) && !tensors.has(rangesName)) {
      return null;
    }
    float[] smoothing = tensors.array(smoothingName, projection.inputs(config));
    for (float factor : smoothing) {
      if (!(factor > 0) || Float.isInfinite(factor)) {
        throw wrong(tensors, smoothingName, "factors above 0", "" + factor);
      }
    }
    float[] bounds = tensors.array(rangesName, passes, 2);
    List<SourceRange> ranges = new ArrayList<>();
    for (int pass = 0; pass < passes; pass++) {
      SourceRange range = new SourceRange(bounds[2 * pass], bounds[2 * pass + 1]);
      if (!range.isValid()) {
        throw wrong(
            tensors,
            rangesName,
            "a range around 0 for each pass",
            Arrays.toString(Arrays.copyOfRange(bounds, 2 * pass, 2 * pass + 2)));
      }
      ranges.add(range);
    }
    return new ProjectionScales(group, inner, projection, smoothing, ranges);
  }

  private static ModelFormatException wrong(
      NamedTensors tensors, String name, String expected, String found) {
    TensorInfo info = Objects.requireNonNull(tensors.info(name));
    return new ModelFormatException(info.file(), info.nameInFile(), expected, found);
  }
}

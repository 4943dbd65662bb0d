package io.github.albert4j.quantization;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.checkpoint.ModelConverter;
import io.github.albert4j.checkpoint.TensorData;
import io.github.albert4j.config.JsonFile;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.CalibratedProjection;
import io.github.albert4j.model.Calibration;
import io.github.albert4j.model.LoadOptions;
import io.github.albert4j.model.Precision;
import io.github.albert4j.model.ProjectionScales;
import io.github.albert4j.pipeline.TextPair;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Makes a folder that can be loaded in int8: what {@code quantize} does. The folder holds the
 * model's own tensors, so that it can be loaded in any precision and by Hugging Face, and the
 * scales beside them.
 *
 * @since 0.1.0
 */
public final class ModelQuantizer {
  /** The name of the report in the folder. */
  public static final String REPORT = "quantization.json";

  /** Of the texts, one in so many is held out for the report unless there are others for it. */
  private static final int HELD_OUT = 5;

  /** Rows, of those calibrated on, by which it is judged what int8 costs too much. */
  private static final int JUDGED_ROWS = 400;

  /** Hidden pieces that may be lost: half a point. */
  private static final double MOST_ACCURACY_LOST = 0.005;

  /** Answers that may change, for the better or the worse, of other heads. */
  private static final double MOST_ANSWERS_CHANGED = 0.01;

  /**
   * How to quantize.
   *
   * @param smooth whether to move outliers of the activations into the weights
   * @param threads that compute; 0 for as many as the machine has processors
   */
  public record Options(boolean smooth, int threads) {
    public static final Options DEFAULT = new Options(true, 0);
  }

  /** Told how far it is. */
  @FunctionalInterface
  public interface Progress {
    /**
     * @param step what is done
     * @param done of {@code total}
     */
    void at(String step, long done, long total);
  }

  private final AlbertModel model;
  private final Progress progress;

  private ModelQuantizer(AlbertModel model, Progress progress) {
    this.model = model;
    this.progress = progress;
  }

  /**
   * Calibrates a model, measures what int8 costs and writes the folder.
   *
   * @param name a folder or a name
   * @param target a new folder, or an empty one
   * @param texts such as the model will be used on; a few hundred do
   * @param evaluation other texts, for the report; where there are none, a fifth of {@code texts}
   *     is held out for it
   * @throws InvalidInputException where there are too few texts
   * @throws AlbertException where the model cannot be read or the folder not be written
   */
  public static QuantizationReport quantize(
      String name,
      Path target,
      List<TextPair> texts,
      List<TextPair> evaluation,
      Options options,
      Progress progress) {
    ModelConverter.requireEmpty(target);
    LoadOptions fp32 = new LoadOptions(Precision.FP32, options.threads(), null, null);
    try (AlbertModel model = AlbertModel.load(name, fp32)) {
      if (model.isCalibrated()) {
        throw new AlbertException(
            model.folder().path()
                + ": is quantized already; give --model the folder that it was made from");
      }
      return new ModelQuantizer(model, progress).run(target, texts, evaluation, options.smooth());
    }
  }

  private QuantizationReport run(
      Path target, List<TextPair> texts, List<TextPair> evaluation, boolean smooth) {
    List<SampleRow> rows = SampleRow.of(model, texts);
    List<SampleRow> seen = new ArrayList<>();
    List<SampleRow> held = SampleRow.of(model, evaluation);
    boolean split = held.isEmpty();
    for (int i = 0; i < rows.size(); i++) {
      (split && i % HELD_OUT == HELD_OUT - 1 ? held : seen).add(rows.get(i));
    }
    if (seen.isEmpty() || held.isEmpty()) {
      throw new InvalidInputException(
          "calibration texts: expected "
              + (split ? HELD_OUT + " or more, a fifth of which is for the report" : "one or more")
              + ", found "
              + rows.size());
    }
    List<CalibratedProjection> found = calibrate(seen, smooth);
    List<CalibratedProjection> kept = keep(found, seen);
    if (kept.isEmpty()) {
      throw new AlbertException(
          model.folder().path()
              + ": no projection bears int8 on the calibration's texts; take texts such as the"
              + " model is used on, or compute in fp32 or bf16");
    }
    List<ProjectionScales> scales = scales(kept);
    QuantizationReport report;
    try (AlbertModel quantized = model.quantized(scales)) {
      report =
          new QuantizationReport(
              model.folder().name(),
              seen.size(),
              found.stream()
                  .map(one -> QuantizationReport.Line.of(one, kept.contains(one)))
                  .toList(),
              loss(quantized, held, "measuring"),
              model.weightBytes(),
              quantized.weightBytes());
    }
    List<TensorData> tensors = scales.stream().flatMap(s -> s.tensors().stream()).toList();
    ObjectNode json = new ObjectMapper().valueToTree(report);
    ModelConverter.convert(
        model.folder().path(),
        target,
        ModelConverter.Options.DEFAULT,
        tensors,
        Map.of(REPORT, JsonFile.write(json)));
    return report;
  }

  private List<CalibratedProjection> calibrate(List<SampleRow> rows, boolean smooth) {
    try (Calibration calibration = model.calibrate()) {
      for (int i = 0; i < rows.size(); i++) {
        calibration.add(SampleRow.batch(List.of(rows.get(i))));
        progress.at("calibrating", i + 1, rows.size());
      }
      return calibration.find(smooth);
    }
  }

  /** Leaves out the noisiest projection until the rest costs little. */
  private List<CalibratedProjection> keep(List<CalibratedProjection> all, List<SampleRow> rows) {
    List<SampleRow> some = rows.subList(0, Math.min(JUDGED_ROWS, rows.size()));
    boolean guesses = SampleRow.hides(model.head());
    double most = guesses ? MOST_ACCURACY_LOST : MOST_ANSWERS_CHANGED;
    List<CalibratedProjection> kept = new ArrayList<>(all);
    while (!kept.isEmpty()) {
      try (AlbertModel quantized = model.quantized(scales(kept))) {
        if (loss(quantized, some, "choosing").share() <= most) {
          return kept;
        }
      }
      kept.remove(
          kept.stream()
              .max(Comparator.comparingDouble(CalibratedProjection::meanNoise))
              .orElseThrow());
    }
    return kept;
  }

  private Loss loss(AlbertModel quantized, List<SampleRow> rows, String step) {
    Comparison comparison = new Comparison(model, quantized);
    int chunk = 32;
    for (int from = 0; from < rows.size(); from += chunk) {
      int to = Math.min(rows.size(), from + chunk);
      comparison.add(rows.subList(from, to));
      progress.at(step, to, rows.size());
    }
    return comparison.loss();
  }

  private static List<ProjectionScales> scales(List<CalibratedProjection> projections) {
    return projections.stream().map(CalibratedProjection::scales).toList();
  }
}

package io.github.albert4j.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.albert4j.checkpoint.Checkpoint;
import io.github.albert4j.checkpoint.ModelConverter;
import io.github.albert4j.checkpoint.TensorData;
import io.github.albert4j.checkpoint.TensorInfo;
import io.github.albert4j.hub.ModelFolder;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.CalibratedProjection;
import io.github.albert4j.model.Calibration;
import io.github.albert4j.model.LoadOptions;
import io.github.albert4j.model.Precision;
import io.github.albert4j.pipeline.TextPair;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What trained models lose in int8, on text that they were not calibrated on. */
class QuantizedAccuracyParityTest {
  /** Half a point of masked-LM accuracy. */
  private static final double MOST_LOST = 0.005;

  private static final Path FIXTURES =
      Path.of(System.getProperty("albert4j.fixtures", "../../shared/fixtures"));

  private static final Path TEXT =
      FIXTURES.toAbsolutePath().normalize().resolveSibling("corpus/eval/wikitext2-eval-000.txt.gz");

  @TempDir Path folder;
  private List<TextPair> texts;

  @BeforeEach
  void read() throws IOException {
    boolean there = Files.exists(TEXT);
    assertThat(there || !Boolean.getBoolean("albert4j.fixtures.required")).as("%s", TEXT).isTrue();
    assumeTrue(there, () -> "skipped: there is no " + TEXT);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(TEXT)), StandardCharsets.UTF_8))) {
      texts = lines.lines().filter(line -> line.length() > 60).map(TextPair::of).toList();
    }
  }

  @Test
  void theEmbeddedModelLosesLittle() {
    Loss loss = loss(ModelFolder.EMBEDDED, true);
    assertThat(loss.fp32Accuracy()).isGreaterThan(0.2); // it is a trained model
    assertThat(loss.share()).isLessThanOrEqualTo(MOST_LOST);
    assertThat(loss.top1Agreement()).isGreaterThan(0.9);
  }

  @Test
  void outliersOfAFewChannelsAreSmoothedAway() {
    String planted = plant(ModelFolder.EMBEDDED).toString();
    Loss smoothed = loss(planted, true);
    assertThat(smoothed.fp32Accuracy()).isGreaterThan(0.2); // it computes what it did
    assertThat(smoothed.share()).isLessThanOrEqualTo(MOST_LOST);
    assertThat(loss(planted, false).share()).isGreaterThan(MOST_LOST);
  }

  @Test
  void whatWouldLoseTooMuchStaysInFp32() {
    Path mixed = folder.resolve("mixed");
    QuantizationReport report =
        ModelQuantizer.quantize(
            plant(ModelFolder.EMBEDDED).toString(),
            mixed,
            texts.subList(0, 200),
            texts.subList(200, texts.size()), // 600 of them are sure to 0.2 points only
            new ModelQuantizer.Options(false, 0),
            (step, done, total) -> {});
    assertThat(report.projections())
        .extracting(QuantizationReport.Line::precision)
        .contains("fp32", "int8");
    assertThat(report.loss().share()).isLessThanOrEqualTo(MOST_LOST);
    LoadOptions int8 = new LoadOptions(Precision.INT8, 0, null, null);
    try (AlbertModel model = AlbertModel.load(mixed.toString(), int8)) {
      assertThat(model.precision()).isEqualTo(Precision.INT8);
    }
  }

  /** Calibrates all projections on some texts and compares on the others. */
  private Loss loss(String name, boolean smooth) {
    try (AlbertModel model = AlbertModel.load(name);
        Calibration calibration = model.calibrate()) {
      List<SampleRow> rows = SampleRow.of(model, texts);
      int seen = 200;
      rows.subList(0, seen).forEach(row -> calibration.add(SampleRow.batch(List.of(row))));
      try (AlbertModel quantized =
          model.quantized(
              calibration.find(smooth).stream().map(CalibratedProjection::scales).toList())) {
        Comparison comparison = new Comparison(model, quantized);
        comparison.add(rows.subList(seen, Math.min(rows.size(), seen + 1000)));
        return comparison.loss();
      }
    }
  }

  /**
   * Makes some channels of the values large and what reads them small: in fp32 that is the same
   * model, for attention only averages values.
   */
  private Path plant(String name) {
    String attention = "albert.encoder.albert_layer_groups.0.albert_layers.0.attention.";
    Path source = ModelFolder.resolve(name).path();
    try (Checkpoint checkpoint = Checkpoint.open(source)) {
      float[] values = read(checkpoint, attention + "value.weight");
      float[] bias = read(checkpoint, attention + "value.bias");
      float[] dense = read(checkpoint, attention + "dense.weight");
      int hidden = bias.length;
      for (int channel = 5; channel < hidden; channel += 60) {
        float factor = 512; // a power of two, so nothing is rounded
        bias[channel] *= factor;
        for (int i = 0; i < hidden; i++) {
          values[channel * hidden + i] *= factor;
          dense[i * hidden + channel] /= factor;
        }
      }
      Path target = folder.resolve("planted");
      ModelConverter.convert(
          source,
          target,
          ModelConverter.Options.DEFAULT,
          List.of(
              TensorData.of(attention + "value.weight", values, hidden, hidden),
              TensorData.of(attention + "value.bias", bias, hidden),
              TensorData.of(attention + "dense.weight", dense, hidden, hidden)),
          Map.of());
      return target;
    }
  }

  private static float[] read(Checkpoint checkpoint, String name) {
    TensorInfo info = checkpoint.tensors().get(name);
    float[] values = new float[(int) info.elements()];
    checkpoint.read(name, 0, FloatBuffer.wrap(values));
    return values;
  }
}

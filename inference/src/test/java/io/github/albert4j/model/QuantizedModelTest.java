package io.github.albert4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.albert4j.AlbertException;
import io.github.albert4j.checkpoint.ModelConverter;
import io.github.albert4j.checkpoint.TensorData;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models in int8: calibrated, written, read again. */
class QuantizedModelTest {
  private static final LoadOptions INT8 = new LoadOptions(Precision.INT8, 2, null, null);

  @TempDir Path folder;

  private Path model() {
    return RandomModel.of(100, 64, 3, 4, 64).withPretrainingHead().write(folder.resolve("fp32"));
  }

  private static int[] ids(int length, long seed) {
    return new Random(seed).ints(length, 0, 100).toArray();
  }

  private static PackedBatch batch(int[]... rows) {
    return PackedBatch.of(rows, null);
  }

  private static List<ProjectionScales> calibrate(AlbertModel model) {
    try (Calibration calibration = model.calibrate()) {
      for (int row = 0; row < 10; row++) {
        calibration.add(batch(ids(5 + 4 * row, row)));
      }
      return calibration.find(true).stream().map(CalibratedProjection::scales).toList();
    }
  }

  private Path write(Path source, String name, List<TensorData> tensors) {
    Path target = folder.resolve(name);
    ModelConverter.convert(source, target, ModelConverter.Options.DEFAULT, tensors, Map.of());
    return target;
  }

  private static List<TensorData> tensors(List<ProjectionScales> scales) {
    return scales.stream().flatMap(s -> s.tensors().stream()).toList();
  }

  private static float[] logits(AlbertModel model, PackedBatch batch) {
    return model.forward(batch, Request.of(Output.VOCABULARY_LOGITS)).logits();
  }

  @Test
  void aFolderGivesWhatWasCalibrated() {
    Path source = model();
    PackedBatch rows = batch(ids(20, 50), ids(33, 51));
    try (AlbertModel exact = AlbertModel.load(source)) {
      List<ProjectionScales> scales = calibrate(exact);
      assertThat(scales).hasSize(4).allMatch(s -> s.ranges().size() == 3);
      Path target = write(source, "int8", tensors(scales));
      try (AlbertModel fresh = exact.quantized(scales);
          AlbertModel read = AlbertModel.load(target.toString(), INT8);
          AlbertModel plain = AlbertModel.load(target)) {
        float[] wanted = logits(fresh, rows);
        assertThat(logits(read, rows)).containsExactly(wanted);
        assertThat(read.precision()).isEqualTo(Precision.INT8);
        assertThat(read.weightBytes()).isLessThan(exact.weightBytes());
        assertThat(logits(plain, rows)).containsExactly(logits(exact, rows));
        assertThat(plain.isCalibrated()).isTrue();
        assertThat(plain.skippedTensors()).isEmpty();
        near(wanted, logits(exact, rows));
      }
    }
  }

  /** The error is there, and small beside the logits. */
  private static void near(float[] found, float[] wanted) {
    double error = 0;
    double power = 0;
    for (int i = 0; i < wanted.length; i++) {
      error += Math.pow(found[i] - wanted[i], 2);
      power += Math.pow(wanted[i], 2);
    }
    assertThat(error / power).isBetween(1e-12, 1e-2);
  }

  @Test
  void aRowDoesNotDependOnItsBatchMates() {
    try (AlbertModel exact = AlbertModel.load(model());
        AlbertModel quantized = exact.quantized(calibrate(exact))) {
      int[] row = ids(21, 60);
      float[] alone = logits(quantized, batch(row));
      float[] first = logits(quantized, batch(row, ids(64, 61), ids(9, 62)));
      for (int i = 0; i < alone.length; i++) {
        assertThat(Math.abs(first[i] - alone[i])).isLessThan(1e-4f);
      }
    }
  }

  @Test
  void oneProjectionAloneMayBeInInt8() {
    Path source = model();
    try (AlbertModel exact = AlbertModel.load(source)) {
      List<ProjectionScales> one = calibrate(exact).subList(2, 3);
      Path target = write(source, "one", tensors(one));
      try (AlbertModel read = AlbertModel.load(target.toString(), INT8)) {
        PackedBatch rows = batch(ids(20, 50));
        near(logits(read, rows), logits(exact, rows));
      }
    }
  }

  @Test
  void aFolderWithoutScalesSaysWhatMakesThem() {
    assertThatThrownBy(() -> AlbertModel.load(model().toString(), INT8))
        .isInstanceOf(AlbertException.class)
        .hasMessageContainingAll("fp32", "int8", "quantize --calibration");
  }

  @Test
  void damagedScalesAreNamed() {
    Path source = model();
    String ffn = "albert.encoder.albert_layer_groups.0.albert_layers.0.ffn.input_";
    float[] ones = new float[64];
    Arrays.fill(ones, 1);
    float[] ranges = {-1, 1, -1, 1, -1, 1};
    refuse(source, "1", ffn + "smoothing", new float[63], new long[] {63}, ranges, "[64]");
    refuse(source, "2", ffn + "smoothing", new float[64], new long[] {64}, ranges, "above 0");
    refuse(source, "3", ffn + "ranges", ones, new long[] {64}, new float[4], "[3, 2]");
    float[] above = {-1, 1, 2, 3, -1, 1};
    refuse(source, "4", ffn + "ranges", ones, new long[] {64}, above, "around 0");
  }

  private void refuse(
      Path source,
      String name,
      String tensor,
      float[] smoothing,
      long[] shape,
      float[] ranges,
      String expected) {
    String ffn = tensor.substring(0, tensor.lastIndexOf('_') + 1);
    Path target =
        write(
            source,
            name,
            List.of(
                TensorData.of(ffn + "smoothing", smoothing, shape),
                TensorData.of(ffn + "ranges", ranges, ranges.length / 2, 2)));
    assertThatThrownBy(() -> AlbertModel.load(target.toString(), INT8))
        .isInstanceOf(AlbertException.class)
        .hasMessageContainingAll(tensor, expected);
  }
}

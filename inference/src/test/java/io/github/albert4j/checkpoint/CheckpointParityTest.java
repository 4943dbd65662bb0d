package io.github.albert4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every checkpoint of the golden data, in every format. */
class CheckpointParityTest {
  static Stream<Fixtures.Case> readable() {
    return Fixtures.cases(
        c -> c.manifest().path("checkpoint").size() > 0 && c.expect().equals("ok"))
        .stream();
  }

  static Stream<Fixtures.Case> fromTensorFlow() {
    return Fixtures.cases(c -> Files.exists(c.folder().resolve("expected_hf.safetensors")))
        .stream();
  }

  /** Wrong offsets and strides show: storage that no tensor uses is NaN in these files. */
  @ParameterizedTest
  @MethodSource("readable")
  void everyTensorIsReadWholeAndInSlices(Fixtures.Case model) {
    try (Checkpoint checkpoint = Checkpoint.open(model.folder())) {
      assertThat(checkpoint.tensors()).containsKey("albert.embeddings.word_embeddings.weight");
      for (TensorInfo tensor : checkpoint.tensors().values()) {
        float[] whole = read(checkpoint, tensor);
        for (float value : whole) {
          if (!Float.isFinite(value)) {
            fail(tensor.name() + " holds " + value);
          }
        }
        int third = whole.length / 3;
        for (int first = 0; first < whole.length; first += third + 1) {
          float[] slice = new float[Math.min(third + 1, whole.length - first)];
          checkpoint.read(tensor.name(), first, FloatBuffer.wrap(slice));
          assertThat(slice)
              .as("%s from %d", tensor.name(), first)
              .isEqualTo(Arrays.copyOfRange(whole, first, first + slice.length));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("fromTensorFlow")
  void tensorFlowsWeightsAreTheReferencesBitForBit(Fixtures.Case model, @TempDir Path folder)
      throws IOException {
    Files.copy(
        model.folder().resolve("expected_hf.safetensors"), folder.resolve("model.safetensors"));
    try (Checkpoint expected = Checkpoint.open(folder);
        Checkpoint checkpoint = Checkpoint.open(model.folder())) {
      assertThat(checkpoint.tensors().keySet())
          .as("a pooler that the task's model has no use for may stand in the file as well")
          .containsAll(expected.tensors().keySet());
      for (TensorInfo tensor : expected.tensors().values()) {
        TensorInfo found = checkpoint.tensors().get(tensor.name());
        assertThat(found.shape()).as(tensor.name()).isEqualTo(tensor.shape());
        assertThat(bits(read(checkpoint, found)))
            .as(tensor.name())
            .isEqualTo(bits(read(expected, tensor)));
      }
    }
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
    return bits;
  }

  private static float[] read(Checkpoint checkpoint, TensorInfo tensor) {
    float[] values = new float[(int) tensor.elements()];
    checkpoint.read(tensor.name(), 0, FloatBuffer.wrap(values));
    return values;
  }
}

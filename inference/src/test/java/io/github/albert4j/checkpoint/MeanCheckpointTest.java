package io.github.albert4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.AlbertException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeanCheckpointTest {
  private static final String NAME = "predictions.bias";

  @TempDir Path folder;

  private Path model(String name, TensorData... tensors) throws IOException {
    Path path = Files.createDirectories(folder.resolve(name));
    SafetensorsWriter.write(
        path.resolve("model.safetensors"), List.of(tensors), TensorData.block());
    return path;
  }

  private Path model(String name, float... values) throws IOException {
    return model(name, TensorData.of(NAME, values, values.length));
  }

  private static float[] read(Checkpoint checkpoint, int first, int count) {
    FloatBuffer values = FloatBuffer.allocate(count);
    checkpoint.read(NAME, first, values);
    return values.array();
  }

  @Test
  void eachWeightIsTheMean() throws IOException {
    List<Path> models = List.of(model("a", 1, 2, 3), model("b", 3, -2, 0), model("c", 2, 3, 0));
    try (Checkpoint mean = new MeanCheckpoint(models)) {
      assertThat(read(mean, 0, 3)).containsExactly(2, 1, 1);
      assertThat(read(mean, 1, 2)).containsExactly(1, 1);
      assertThat(mean.tensors().get(NAME).dtype()).isEqualTo(DType.F32);
    }
  }

  @Test
  void oneThatIsNamedTwiceCountsTwice() throws IOException {
    Path twice = model("twice", 0);
    try (Checkpoint mean = new MeanCheckpoint(List.of(model("once", 3), twice, twice))) {
      assertThat(read(mean, 0, 1)).containsExactly(1);
    }
  }

  @Test
  void theFileHasIt() throws IOException {
    Path first = model("a", 1, 2);
    Files.writeString(
        first.resolve("config.json"), "{\"model_type\": \"albert\", \"dtype\": \"bfloat16\"}");
    Path target = folder.resolve("mean");
    ModelConverter.average(
        List.of(first, model("b", 2, 2.5f)), target, ModelConverter.Options.DEFAULT);
    try (Checkpoint written = Checkpoint.open(target)) {
      assertThat(written.tensors().get(NAME).dtype()).isEqualTo(DType.F32);
      assertThat(read(written, 0, 2)).containsExactly(new float[] {1.5f, 2.25f}, within(0f));
    }
    assertThat(target.resolve("config.json")).content().contains("float32");
  }

  @Test
  void modelsOfOtherShapesHaveNoMean() throws IOException {
    Path first = model("a", 1, 2);
    assertThatThrownBy(() -> new MeanCheckpoint(List.of(first, model("b", 1, 2, 3))))
        .isInstanceOf(AlbertException.class)
        .hasMessage(
            "%s: expected predictions.bias of [2] as %s has it, found [3]",
            folder.resolve("b"), first);
    Path more =
        model(
            "more",
            TensorData.of(NAME, new float[2], 2),
            TensorData.of("sop_classifier.classifier.bias", new float[2], 2));
    assertThatThrownBy(() -> new MeanCheckpoint(List.of(first, more)))
        .hasMessage("%s: found sop_classifier.classifier.bias, which %s has not", more, first);
    assertThatThrownBy(() -> new MeanCheckpoint(List.of(more, first)))
        .hasMessageContaining("expected sop_classifier.classifier.bias of [2]")
        .hasMessageEndingWith("found none");
  }
}

package io.github.albert4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.albert4j.ModelFormatException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorFlowBundleTest {
  private static final String LAYER = "bert/encoder/transformer/group_1/inner_group_2/";
  private static final String HERE = "albert.encoder.albert_layer_groups.1.albert_layers.2.";

  @TempDir Path folder;
  private final Map<String, float[][]> variables = new TreeMap<>();

  @BeforeEach
  void someVariables() {
    variables.put("bert/embeddings/word_embeddings", new float[][] {{1, 2, 3}, {4, 5, 6}});
    variables.put(LAYER + "attention_1/self/query/kernel", new float[][] {{1, 2}, {3, 4}, {5, 6}});
    variables.put(LAYER + "LayerNorm_1/gamma", new float[][] {{7, 8}});
    variables.put(LAYER + "LayerNorm_1/gamma/adam_m", new float[][] {{99, 99}});
    variables.put("end_logits/dense_0/kernel", new float[][] {{1, 2}, {3, 4}, {5, 6}, {7, 8}});
    variables.put("someone/elses/kernel", new float[][] {{1}, {2}});
    variables.put("output_weights", new float[][] {{1, 2}, {3, 4}, {5, 6}});
    variables.put("global_step", new float[][] {{125000}});
  }

  private void write(String prefix) throws IOException {
    Models.writeTensorFlow(folder, prefix, variables);
  }

  private static float[] read(Checkpoint checkpoint, String name) {
    float[] values = new float[(int) checkpoint.tensors().get(name).elements()];
    checkpoint.read(name, 0, FloatBuffer.wrap(values));
    return values;
  }

  @Test
  void variablesHaveTodaysNamesAndShapes() throws IOException {
    write("model.ckpt-best");
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      assertThat(checkpoint.tensors().keySet())
          .containsExactlyInAnyOrder(
              "albert.embeddings.word_embeddings.weight",
              HERE + "attention.query.weight",
              HERE + "full_layer_layer_norm.weight",
              "classifier.weight",
              "end_logits.dense_0.weight",
              "someone/elses/kernel");
      assertThat(checkpoint.tensors().get(HERE + "attention.query.weight").shape())
          .containsExactly(2, 3);
      assertThat(read(checkpoint, HERE + "attention.query.weight"))
          .containsExactly(1, 3, 5, 2, 4, 6);
      assertThat(read(checkpoint, "classifier.weight")).containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(read(checkpoint, "end_logits.dense_0.weight"))
          .containsExactly(1, 3, 5, 7, 2, 4, 6, 8);
      assertThat(checkpoint.tensors().get("someone/elses/kernel").shape()).containsExactly(2, 1);
      assertThat(checkpoint.skipped().stream().map(TensorInfo::name))
          .containsExactlyInAnyOrder("global_step", LAYER + "LayerNorm_1/gamma/adam_m");
    }
  }

  @Test
  void whereSizesAreEqualTheMappingIsTheIdentity() throws IOException {
    variables.put(
        "bert/encoder/transformer/group_0/inner_group_0/attention_1/output/dense/bias",
        new float[][] {{1, 2, 3}});
    write("model.ckpt-best");
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      String mapping = "albert.encoder.embedding_hidden_mapping_in.";
      assertThat(read(checkpoint, mapping + "weight")).containsExactly(1, 0, 0, 0, 1, 0, 0, 0, 1);
      assertThat(read(checkpoint, mapping + "bias")).containsExactly(0, 0, 0);
    }
  }

  @Test
  void theLatestCheckpointIsChosen() throws IOException {
    variables.put("bert/embeddings/word_embeddings", new float[][] {{9}});
    write("model.ckpt-9");
    variables.put("bert/embeddings/word_embeddings", new float[][] {{10}});
    write("model.ckpt-10");
    assertThat(firstWord()).isEqualTo(10);
    Files.writeString(
        folder.resolve("checkpoint"), "model_checkpoint_path: \"/gone/model.ckpt-9\"");
    assertThat(firstWord()).isEqualTo(9);
  }

  private float firstWord() {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      return read(checkpoint, "albert.embeddings.word_embeddings.weight")[0];
    }
  }

  @Test
  void aFlippedBitInAVariableIsFoundBeforeItIsHandedOut() throws IOException {
    write("m");
    Path data = folder.resolve("m.data-00000-of-00001");
    byte[] bytes = Files.readAllBytes(data);
    bytes[3] ^= 16;
    Files.write(data, bytes);
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      for (int attempt = 0; attempt < 2; attempt++) {
        FloatBuffer one = FloatBuffer.allocate(1);
        assertThatThrownBy(
                () -> checkpoint.read("albert.embeddings.word_embeddings.weight", 5, one))
            .isInstanceOf(ModelFormatException.class)
            .hasMessageContaining("checksum")
            .hasMessageContaining("m.data-00000-of-00001");
        assertThat(one.position()).isZero();
      }
    }
  }

  @Test
  void aFlippedBitAnywhereInTheIndexIsFound() throws IOException {
    write("m");
    Path index = folder.resolve("m.index");
    byte[] good = Files.readAllBytes(index);
    int footer = good.length - 48;
    for (int i = 0; i < good.length; i++) {
      boolean padding = i >= footer && i < good.length - 8;
      if (padding) {
        continue; // handles that point elsewhere end at a checksum, or at the statistics, empty
      }
      byte[] bad = good.clone();
      bad[i] ^= 4;
      Files.write(index, bad);
      assertThatThrownBy(() -> Checkpoint.open(folder).close())
          .as("byte %d", i)
          .isInstanceOf(ModelFormatException.class);
    }
  }

  @Test
  void saysWhichFileIsMissing() throws IOException {
    write("m");
    Files.delete(folder.resolve("m.index"));
    assertThatThrownBy(() -> Checkpoint.open(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("m.index");
    write("m");
    Files.delete(folder.resolve("m.data-00000-of-00001"));
    assertThatThrownBy(() -> Checkpoint.open(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("m.data-00000-of-00001");
  }
}

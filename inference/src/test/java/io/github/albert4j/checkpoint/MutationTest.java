package io.github.albert4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.albert4j.AlbertException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sound files, damaged at random: either they are still sound, or one clear error says what is not.
 */
class MutationTest {
  private static final int ROUNDS = 600;

  @TempDir Path folder;
  private long seed;

  @BeforeEach
  void newSeed() {
    seed = System.nanoTime();
  }

  @Test
  void safetensors() throws IOException {
    Models.writeSafetensors(folder);
    mutate(folder.resolve("model.safetensors"));
  }

  @Test
  void torch() throws IOException {
    Models.writeTorch(folder);
    mutate(folder.resolve("pytorch_model.bin"));
  }

  @Test
  void legacyTorch() throws IOException {
    Path file = folder.resolve("pytorch_model.bin");
    Files.write(file, Models.legacyTorch("ctorch._utils\n_rebuild_tensor_v2\n"));
    mutate(file);
  }

  @Test
  void tensorFlowsIndexAndData() throws IOException {
    Models.writeTensorFlow(
        folder,
        "model.ckpt-1",
        Map.of(
            "bert/embeddings/word_embeddings", new float[][] {{1, 2}, {3, 4}},
            "bert/pooler/dense/kernel", new float[][] {{1, 2}, {3, 4}}));
    mutate(folder.resolve("model.ckpt-1.index"));
    mutate(folder.resolve("model.ckpt-1.data-00000-of-00001"));
  }

  @Test
  void shardIndex() throws IOException {
    Models.writeSafetensors(folder);
    Files.move(folder.resolve("model.safetensors"), folder.resolve("shard-1"));
    Path index = folder.resolve("model.safetensors.index.json");
    Files.writeString(index, "{\"metadata\":{},\"weight_map\":{\"predictions.bias\":\"shard-1\"}}");
    mutate(index);
  }

  private void mutate(Path file) throws IOException {
    byte[] good = Files.readAllBytes(file);
    readAll();
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bad = good.clone();
      if (round % 4 == 0) {
        bad = Arrays.copyOf(bad, random.nextInt(bad.length));
      }
      for (int i = random.nextInt(4); i >= 0 && bad.length > 0; i--) {
        int at = random.nextInt(round % 3 == 0 ? bad.length : Math.min(bad.length, 400));
        bad[at] =
            round % 2 == 0 ? (byte) (bad[at] ^ 1 << random.nextInt(8)) : (byte) random.nextInt();
      }
      Files.write(file, bad);
      try {
        readAll();
      } catch (AlbertException e) {
        assertThat(e.getMessage()).doesNotContain("\n");
      } catch (RuntimeException | Error e) {
        throw new AssertionError("round " + round + ", seed " + seed + ": " + e, e);
      }
    }
    Files.write(file, good);
  }

  private void readAll() {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      for (TensorInfo tensor : checkpoint.tensors().values()) {
        if (tensor.dtype().isFloating()) {
          checkpoint.read(
              tensor.name(), 0, FloatBuffer.allocate((int) Math.min(tensor.elements(), 4096)));
        }
      }
    }
  }
}

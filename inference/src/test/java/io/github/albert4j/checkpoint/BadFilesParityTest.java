package io.github.albert4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.albert4j.ModelFormatException;
import io.github.albert4j.config.AlbertConfig;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged and hostile files give one clear error, soon, and nothing in them is executed. */
class BadFilesParityTest {
  static Stream<Fixtures.Case> badFiles() {
    return Fixtures.cases(c -> c.manifest().path("kind").asText().equals("bad_file")).stream();
  }

  @ParameterizedTest
  @MethodSource("badFiles")
  void isRefused(Fixtures.Case bad) {
    String forbidden = bad.manifest().path("forbidden_file").asText("pwned.txt");
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          if (bad.expect().equals("error")) {
            assertThatThrownBy(() -> readAll(bad.folder()))
                .isInstanceOf(ModelFormatException.class)
                .satisfies(
                    e -> assertThat(e.getMessage()).doesNotContain("\n").hasSizeLessThan(900))
                .hasMessageContaining(bad.toString());
          } else {
            try {
              readAll(bad.folder());
            } catch (ModelFormatException e) {
              assertThat(e.getMessage()).doesNotContain("\n");
            }
          }
        });
    assertThat(Files.exists(Path.of(forbidden))).as(forbidden).isFalse();
  }

  /** Config, every tensor, and the shapes that the config asks of an encoder. */
  private static void readAll(Path folder) {
    AlbertConfig config = AlbertConfig.read(folder);
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      for (TensorInfo tensor : checkpoint.tensors().values()) {
        checkpoint.read(tensor.name(), 0, FloatBuffer.allocate((int) tensor.elements()));
      }
      encoderShapes(config)
          .forEach(
              (name, shape) -> {
                TensorInfo tensor = checkpoint.tensors().get(name);
                if (tensor == null || !Arrays.equals(tensor.shape(), shape)) {
                  throw new ModelFormatException(
                      folder.toString(), name, Arrays.toString(shape), "another, or none");
                }
              });
    }
  }

  private static Map<String, long[]> encoderShapes(AlbertConfig config) {
    long h = config.hiddenSize();
    long f = config.intermediateSize();
    String layer = "albert.encoder.albert_layer_groups.0.albert_layers.0.";
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (String name : new String[] {"query", "key", "value", "dense"}) {
      shapes.put(layer + "attention." + name + ".weight", new long[] {h, h});
      shapes.put(layer + "attention." + name + ".bias", new long[] {h});
    }
    shapes.put(layer + "ffn.weight", new long[] {f, h});
    shapes.put(layer + "ffn_output.weight", new long[] {h, f});
    return shapes;
  }
}

package io.github.albert4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.albert4j.GoldenData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The cases of golden data under the folder that {@code -Dalbert4j.fixtures} names. */
final class Fixtures {
  /** One case: its folder and its manifest. */
  record Case(Path folder, JsonNode manifest) {
    String expect() {
      return manifest.path("expect").asText();
    }

    @Override
    public String toString() {
      return folder.getFileName().toString();
    }
  }

  private Fixtures() {}

  /** All cases that the predicate takes; skips the test where the folder is missing. */
  static List<Case> cases(Predicate<Case> wanted) {
    Path models = GoldenData.models();
    try (Stream<Path> folders = Files.list(models)) {
      List<Case> cases =
          folders
              .filter(f -> Files.isRegularFile(f.resolve("manifest.json")))
              .sorted()
              .map(Fixtures::read)
              .filter(wanted)
              .toList();
      assertThat(cases).as("cases in " + models).isNotEmpty();
      return cases;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Case read(Path folder) {
    try {
      return new Case(
          folder, new ObjectMapper().readTree(folder.resolve("manifest.json").toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.github.albert4j.evaluation;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where golden data and data sets lie, if they lie anywhere. */
public final class GoldenData {
  private static final Path FIXTURES =
      Path.of(System.getProperty("albert4j.fixtures", "../../shared/fixtures"));

  private GoldenData() {}

  /** The folders of the cases whose manifests name this kind. */
  public static List<Path> cases(String kind) {
    return list(existing(FIXTURES.resolve("models"))).stream()
        .filter(folder -> Files.exists(folder.resolve("manifest.json")))
        .filter(folder -> json(folder.resolve("manifest.json")).path("kind").asText().equals(kind))
        .toList();
  }

  /** A folder for each data set, beside the fixtures. */
  public static Path dataSets() {
    return existing(FIXTURES.resolveSibling("datasets"));
  }

  /** What lies in a folder, by name. */
  public static List<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static JsonNode json(Path file) {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The folder; where it is missing, the test that asks is skipped, or fails where {@code
   * -Dalbert4j.fixtures.required=true}.
   */
  private static Path existing(Path folder) {
    String missing = "no golden data: " + folder + " is missing";
    if (Boolean.getBoolean("albert4j.fixtures.required")) {
      assertTrue(Files.isDirectory(folder), missing);
    }
    assumeTrue(Files.isDirectory(folder), missing);
    return folder;
  }
}

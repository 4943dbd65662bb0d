package io.github.albert4j.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.albert4j.GoldenData;
import io.github.albert4j.model.AlbertModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;

/**
 * Goldens with texts: cases are found by the kind that their manifests name, and each line of a
 * case's file is a test.
 */
final class TextCases {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Fields that tell what a line is about. */
  private static final List<String> NAMES = List.of("text", "first", "question", "prompt", "input");

  private TextCases() {}

  /** Compares the pipelines of a case's model with a line. */
  interface Check {
    void run(AlbertModel model, JsonNode row);
  }

  /** A test for each line of each case's file of that name. */
  static List<DynamicContainer> each(String kind, String file, Check check) throws IOException {
    Path models = GoldenData.models();
    List<DynamicContainer> cases = new ArrayList<>();
    try (Stream<Path> folders = Files.list(models)) {
      for (Path folder : (Iterable<Path>) folders.sorted()::iterator) {
        Path manifest = folder.resolve("manifest.json");
        if (Files.exists(folder.resolve(file))
            && Files.exists(manifest)
            && JSON.readTree(manifest.toFile()).path("kind").asText().equals(kind)) {
          cases.add(tests(folder, file, check));
        }
      }
    }
    assertThat(cases).as("%s with %s in %s", kind, file, models).isNotEmpty();
    return cases;
  }

  private static DynamicContainer tests(Path folder, String file, Check check) throws IOException {
    // Closed after the last test, with the stream.
    AlbertModel model = AlbertModel.load(withVocabulary(folder));
    List<DynamicTest> tests = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(file))) {
      if (!line.isBlank()) {
        JsonNode row = JSON.readTree(line);
        tests.add(DynamicTest.dynamicTest(name(row), () -> check.run(model, row)));
      }
    }
    return DynamicContainer.dynamicContainer(
        folder.getFileName().toString(), tests.stream().onClose(model::close));
  }

  private static String name(JsonNode row) {
    JsonNode about = NAMES.stream().filter(row::has).map(row::get).findFirst().orElse(row);
    String name = about.isTextual() ? about.asText() : about.toString();
    return name.substring(0, Math.min(60, name.length()));
  }

  /** The case's folder, or a copy with the released vocabulary beside the model's files. */
  private static Path withVocabulary(Path folder) throws IOException {
    if (Files.exists(folder.resolve("spiece.model"))) {
      return folder;
    }
    Path copy = Path.of("target", "parity", folder.getFileName().toString());
    if (!Files.exists(copy.resolve("spiece.model"))) {
      Files.createDirectories(copy);
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
      }
      Files.copy(
          folder.resolve("../../../vocab/spiece.model").toRealPath(), copy.resolve("spiece.model"));
    }
    return copy;
  }

  static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(element -> strings.add(element.asText()));
    return strings;
  }

  static List<Integer> ints(JsonNode array) {
    List<Integer> ints = new ArrayList<>();
    array.forEach(element -> ints.add(element.asInt()));
    return ints;
  }
}

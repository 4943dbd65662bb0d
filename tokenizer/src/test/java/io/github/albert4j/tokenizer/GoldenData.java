package io.github.albert4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Where the golden data of the reference implementations is. */
final class GoldenData {
  private GoldenData() {}

  /**
   * A folder of golden data. Where it is missing, the tests that ask for it are skipped, or fail
   * where golden data is required.
   *
   * @param name seen from the folder with all fixtures
   */
  static Path folder(String name) {
    Path folder =
        Path.of(System.getProperty("albert4j.fixtures", "../../shared/fixtures")).resolve(name);
    String missing = "no golden data: " + folder + " is missing";
    if (Boolean.getBoolean("albert4j.fixtures.required")) {
      assertThat(folder).as(missing).isDirectory();
    }
    Assumptions.assumeTrue(Files.isDirectory(folder), missing);
    return folder;
  }
}

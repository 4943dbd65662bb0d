package io.github.albert4j;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the golden data of reference implementations lie, if they lie anywhere. */
public final class GoldenData {
  private GoldenData() {}

  /**
   * The folder with a folder for each case. Where it is missing, the test that asks is skipped, or
   * fails where {@code -Dalbert4j.fixtures.required=true}.
   */
  public static Path models() {
    Path fixtures = Path.of(System.getProperty("albert4j.fixtures", "../../shared/fixtures"));
    Path models = fixtures.resolve("models");
    String missing = "no golden data: " + models + " is missing";
    if (Boolean.getBoolean("albert4j.fixtures.required")) {
      assertTrue(Files.isDirectory(models), missing);
    }
    assumeTrue(Files.isDirectory(models), missing);
    return models;
  }
}

package io.github.albert4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files for the tests of pretraining. */
final class Samples {
  private Samples() {}

  /** The embedded model's vocabulary as a file. */
  static Path vocabulary(Path folder) throws IOException {
    Path vocabulary = folder.resolve("spiece.model");
    try (InputStream in =
        Main.class.getResourceAsStream("/io/github/albert4j/model-small/spiece.model")) {
      Files.copy(in, vocabulary);
    }
    return vocabulary;
  }

  /** Lines of two sentences each, ten to a document. */
  static Path text(Path folder, int lines) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      text.append("The door was shut on day ").append(i).append(". Mr. Hale went home again.\n");
      text.append(i % 10 == 9 ? "\n" : "");
    }
    return Files.writeString(folder.resolve("text.txt"), text);
  }
}

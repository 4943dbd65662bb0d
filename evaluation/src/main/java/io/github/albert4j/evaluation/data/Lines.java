package io.github.albert4j.evaluation.data;

import io.github.albert4j.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The lines of a file, all or those that are not blank, which know where they stand. */
final class Lines implements Rows<String> {
  private final Path file;
  private final LineReader reader;
  private final boolean skipsBlank;

  private Lines(Path file, InputStream in, boolean skipsBlank) {
    this.file = file;
    this.skipsBlank = skipsBlank;
    this.reader = new LineReader(in, file.toString());
  }

  static Lines all(Path file, InputStream in) {
    return new Lines(file, in, false);
  }

  static Lines notBlank(Path file, InputStream in) {
    return new Lines(file, in, true);
  }

  @Override
  public @Nullable String next() {
    try {
      String line = reader.next();
      while (line != null && skipsBlank && line.isBlank()) {
        line = reader.next();
      }
      return line;
    } catch (InvalidInputException e) {
      throw new InvalidInputException(where() + ": " + e.getMessage());
    }
  }

  @Override
  public String where() {
    return reader.lineNumber() == 0 ? file.toString() : file + ", line " + reader.lineNumber();
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      // It was only read.
    }
  }
}

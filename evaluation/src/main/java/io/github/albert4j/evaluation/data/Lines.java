package io.github.albert4j.evaluation.data;

import io.github.albert4j.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The lines of a file, which know where they stand. */
final class Lines implements Rows<String> {
  private final Path file;
  private final LineReader reader;

  Lines(Path file, InputStream in) {
    this.file = file;
    this.reader = new LineReader(in, file.toString());
  }

  @Override
  public @Nullable String next() {
    try {
      return reader.next();
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

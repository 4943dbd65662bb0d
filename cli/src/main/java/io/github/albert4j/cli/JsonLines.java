package io.github.albert4j.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.albert4j.AlbertException;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** A file of JSON, a line each, that gets its name when it is complete; or nothing at all. */
final class JsonLines implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final @Nullable Path file;
  private @Nullable Path temporary;
  private @Nullable Writer out;

  /**
   * @param file null to write nothing
   */
  JsonLines(@Nullable Path file) {
    this.file = file;
    if (file == null) {
      return;
    }
    try {
      Path folder = file.toAbsolutePath().getParent();
      temporary = Files.createTempFile(folder, "." + file.getFileName(), ".tmp");
      temporary.toFile().deleteOnExit(); // when the user interrupts
      out = Files.newBufferedWriter(temporary);
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  void write(Object value) {
    if (out != null) {
      try {
        out.append(JSON.writeValueAsString(value)).append('\n');
      } catch (IOException e) {
        throw cannotWrite(e);
      }
    }
  }

  void commit() {
    if (out != null && temporary != null && file != null) {
      try {
        out.close();
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        out = null;
        temporary = null;
      } catch (IOException e) {
        throw cannotWrite(e);
      }
    }
  }

  private AlbertException cannotWrite(IOException e) {
    return new AlbertException(
        "--predictions: " + file + " cannot be written: " + e.getMessage(), e);
  }

  /** Deletes what was not committed. */
  @Override
  public void close() {
    try {
      if (out != null) {
        out.close();
      }
      if (temporary != null) {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }
}

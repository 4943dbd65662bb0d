package io.github.albert4j.cli;

import io.github.albert4j.AlbertException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file that a command will write. */
final class OutputFile {
  private OutputFile() {}

  /**
   * Says what is wrong with its name before hours of work, not after.
   *
   * @param file null for none
   * @param example a name that would do
   */
  static void check(String option, @Nullable Path file, String example) {
    if (file == null) {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || folder == null || !Files.isDirectory(folder)) {
      throw new AlbertException(
          option
              + ": "
              + file
              + (Files.isDirectory(file) ? " is a folder" : ": there is no folder " + folder)
              + "; name a file such as "
              + example);
    }
  }
}

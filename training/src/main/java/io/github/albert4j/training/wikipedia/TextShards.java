package io.github.albert4j.training.wikipedia;

import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Files of text in a folder, one after another, each of bounded size and each whole: it is written
 * under another name, and gets its own when it is full. What is written is packed already, as
 * members of a gzip file.
 */
final class TextShards implements AutoCloseable {
  /** Bytes of text in a file, before gzip: some 10 MB on the disk. */
  static final long SHARD_BYTES = 32_000_000;

  private static final String SUFFIX = ".txt.gz";

  private final Path folder;
  private final long shardBytes;
  private int shards;
  private long written;
  private @Nullable OutputStream out;
  private @Nullable Path temporary;

  TextShards(Path folder, long shardBytes) {
    this.folder = folder;
    this.shardBytes = shardBytes;
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new InvalidInputException(folder + ": expected a folder, found a file");
    }
    try {
      Files.createDirectories(folder);
      try (Stream<Path> files = Files.list(folder)) {
        if (files.findAny().isPresent()) {
          throw new InvalidInputException(
              folder + ": the folder is not empty: name a new one, so that no other text mixes in");
        }
      }
    } catch (IOException e) {
      throw cannotWrite(folder, e);
    }
  }

  /** Files that are complete. */
  int shards() {
    return shards;
  }

  /**
   * Adds whole articles.
   *
   * @param member gzip of them
   * @param bytes of the text in it
   */
  void add(byte[] member, long bytes) {
    try {
      if (out == null) {
        temporary = folder.resolve("." + name() + ".tmp");
        temporary.toFile().deleteOnExit(); // when the user interrupts
        out = Files.newOutputStream(temporary);
      }
      out.write(member);
      written += bytes;
      if (written >= shardBytes) {
        commit();
      }
    } catch (IOException e) {
      throw cannotWrite(folder, e);
    }
  }

  /** Gives what was written so far its name. */
  void commit() {
    if (out == null || temporary == null) {
      return;
    }
    try {
      out.close();
      Files.move(temporary, folder.resolve(name()), StandardCopyOption.ATOMIC_MOVE);
      out = null;
      temporary = null;
      shards++;
      written = 0;
    } catch (IOException e) {
      throw cannotWrite(folder, e);
    }
  }

  private String name() {
    return String.format(Locale.ROOT, "wikipedia-%05d%s", shards, SUFFIX);
  }

  private static AlbertException cannotWrite(Path path, IOException e) {
    String why =
        e instanceof FileSystemException f && f.getReason() != null
            ? f.getReason()
            : e.getMessage();
    return new AlbertException(
        path + ": cannot be written: " + why + "; free some space or choose another place", e);
  }

  /** Deletes what was not committed. */
  @Override
  public void close() {
    try {
      if (out != null) {
        out.close();
      }
    } catch (IOException e) {
      // It goes anyway.
    }
    try {
      if (temporary != null) {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw cannotWrite(folder, e);
    }
  }
}

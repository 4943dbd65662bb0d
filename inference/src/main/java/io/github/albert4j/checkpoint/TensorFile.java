package io.github.albert4j.checkpoint;

import io.github.albert4j.AlbertException;
import io.github.albert4j.ModelFormatException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file read at positions. It is never mapped: a mapped file that shrinks kills the process, one
 * that is read gives an error here. Thread-safe.
 */
final class TensorFile implements TensorSource, Closeable {
  // The JDK copies through a direct buffer as large as what is asked for at once, and keeps it.
  private static final int MAX_READ = 1 << 20;

  private final Path path;
  private final FileChannel channel;
  private final long size;

  private TensorFile(Path path, FileChannel channel, long size) {
    this.path = path;
    this.channel = channel;
    this.size = size;
  }

  static TensorFile open(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new ModelFormatException(
          path.toString(), null, "a file", Files.exists(path) ? "something else" : "nothing");
    }
    FileChannel channel = null;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
      return new TensorFile(path, channel, channel.size());
    } catch (IOException e) {
      closeQuietly(channel);
      throw new AlbertException(path + ": cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public Path path() {
    return path;
  }

  /** The size when the file was opened, in bytes. */
  long size() {
    return size;
  }

  @Override
  public void read(long position, ByteBuffer destination, @Nullable String tensor) {
    try {
      long at = position;
      int limit = destination.limit();
      while (destination.position() < limit) {
        destination.limit((int) Math.min(limit, destination.position() + (long) MAX_READ));
        int n = channel.read(destination, at);
        destination.limit(limit);
        if (n < 0) {
          throw new ModelFormatException(
              path.toString(),
              tensor,
              destination.remaining() + " more bytes at offset " + at,
              "the file's end; it was " + size + " bytes long when it was opened");
        }
        at += n;
      }
    } catch (ClosedChannelException e) {
      throw new IllegalStateException(path + " is closed", e);
    } catch (IOException e) {
      throw new AlbertException(path + ": cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // It was open for reading only: nothing can be lost.
      }
    }
  }
}

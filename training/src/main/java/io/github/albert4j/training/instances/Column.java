package io.github.albert4j.training.instances;

import io.github.albert4j.AlbertException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Whole numbers of one width in a little-endian file, held in memory where the buffer has room for
 * them and read by position where not, so that a corpus of any size needs no more memory than the
 * user gave. Thread-safe.
 */
final class Column implements Closeable {
  /** A power of two, so that no number lies across two blocks. */
  private static final int BLOCK = 1 << 24;

  private final Path file;
  private final int width; // bytes a number: 2, 4 or 8
  private final long size;
  private final FileChannel channel;
  private final ByteBuffer @Nullable [] blocks;

  private Column(
      Path file, int width, long size, FileChannel channel, ByteBuffer @Nullable [] blocks) {
    this.file = file;
    this.width = width;
    this.size = size;
    this.channel = channel;
    this.blocks = blocks;
  }

  /** Opens a file that holds nothing else. */
  static Column open(Path file, int width, Buffer buffer) {
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      long bytes = channel.size();
      ByteBuffer[] blocks = buffer.take(bytes) ? load(channel, bytes) : null;
      return new Column(file, width, bytes / width, channel, blocks);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static ByteBuffer[] load(FileChannel channel, long bytes) throws IOException {
    ByteBuffer[] blocks = new ByteBuffer[(int) ((bytes + BLOCK - 1) / BLOCK)];
    for (int i = 0; i < blocks.length; i++) {
      long start = (long) i * BLOCK;
      ByteBuffer block =
          ByteBuffer.allocate((int) Math.min(BLOCK, bytes - start)).order(ByteOrder.LITTLE_ENDIAN);
      readFully(channel, start, block);
      blocks[i] = block;
    }
    return blocks;
  }

  private static void readFully(FileChannel channel, long start, ByteBuffer into)
      throws IOException {
    while (into.hasRemaining()) {
      if (channel.read(into, start + into.position()) < 0) {
        throw new EOFException("it ends early");
      }
    }
    into.flip();
  }

  boolean inMemory() {
    return blocks != null;
  }

  /** How many numbers there are. */
  long size() {
    return size;
  }

  /** One number; those of two bytes have no sign. */
  long get(long index) {
    long at = index * width;
    if (blocks != null) {
      return number(blocks[(int) (at / BLOCK)], (int) (at % BLOCK));
    }
    return number(read(at, width), 0);
  }

  /** Fills the array from a place on. */
  void get(long index, int[] out, int length) {
    long at = index * width;
    if (blocks == null) {
      ByteBuffer bytes = read(at, length * width);
      for (int i = 0; i < length; i++) {
        out[i] = (int) number(bytes, i * width);
      }
      return;
    }
    for (int i = 0; i < length; i++, at += width) {
      out[i] = (int) number(blocks[(int) (at / BLOCK)], (int) (at % BLOCK));
    }
  }

  /** Fills the array from a place on, as far as there are numbers; gives how many. */
  int get(long index, long[] out) {
    int length = (int) Math.min(out.length, size - index);
    if (blocks == null) {
      ByteBuffer bytes = read(index * width, length * width);
      for (int i = 0; i < length; i++) {
        out[i] = number(bytes, i * width);
      }
    } else {
      for (int i = 0; i < length; i++) {
        out[i] = get(index + i);
      }
    }
    return length;
  }

  private ByteBuffer read(long at, int length) {
    try {
      ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
      readFully(channel, at, bytes);
      return bytes;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private long number(ByteBuffer bytes, int at) {
    return switch (width) {
      case 2 -> bytes.getShort(at) & 0xFFFF;
      case 4 -> bytes.getInt(at);
      default -> bytes.getLong(at);
    };
  }

  static AlbertException unreadable(Path file, IOException e) {
    String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new AlbertException(file + ": cannot be read: " + why, e);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It was only read.
    }
  }
}

package io.github.albert4j.training.instances;

import io.github.albert4j.AlbertException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** Writes the file of a {@link Column} from its start; for one thread. */
final class ColumnWriter implements Closeable {
  private final Path file;
  private final int width;
  private final FileChannel channel;
  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 18).order(ByteOrder.LITTLE_ENDIAN);
  private final CRC32C checksum = new CRC32C();
  private long size;

  /** Begins the file anew. */
  ColumnWriter(Path file, int width) {
    this.file = file;
    this.width = width;
    try {
      this.channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  void add(long number) {
    if (bytes.remaining() < width) {
      flush();
    }
    switch (width) {
      case 2 -> bytes.putShort((short) number);
      case 4 -> bytes.putInt((int) number);
      default -> bytes.putLong(number);
    }
    size++;
  }

  /** How many numbers were added. */
  long size() {
    return size;
  }

  /** Ends the writing; gives the CRC-32C of all bytes. */
  long finish() {
    flush();
    return checksum.getValue();
  }

  /** {@link #finish} for a file that is said to be whole, and must be so after a crash too. */
  long finishForGood() {
    long sum = finish();
    try {
      channel.force(true);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
    return sum;
  }

  private void flush() {
    bytes.flip();
    checksum.update(bytes.duplicate());
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw unwritable(file, e);
    }
    bytes.clear();
  }

  static AlbertException unwritable(Path file, IOException e) {
    String why =
        e instanceof FileSystemException f && f.getReason() != null
            ? f.getReason()
            : e instanceof FileSystemException
                ? "there is no such place" // NoSuchFileException and its like say no more
                : String.valueOf(e.getMessage());
    return new AlbertException(
        file + ": cannot be written: " + why + "; free some space or choose another place", e);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }
}

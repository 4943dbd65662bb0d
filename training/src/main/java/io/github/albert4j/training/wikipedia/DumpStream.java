package io.github.albert4j.training.wikipedia;

import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A dump's bytes, unpacked. What it is packed with is told by its first bytes. Counts, and keeps
 * the fault that ended it, since an XML parser reports one as its own.
 */
final class DumpStream extends InputStream {
  private static final int BUFFER = 1 << 16;
  private static final int MAGIC = 4;

  private final Path file;
  private final InputStream in;
  private long unpacked;
  private @Nullable IOException fault;

  private DumpStream(Path file, InputStream in) {
    this.file = file;
    this.in = in;
  }

  /**
   * @param read told of bytes that were read from the disk
   */
  static DumpStream open(Path file, LongConsumer read) {
    try {
      InputStream raw =
          new BufferedInputStream(new Counting(Files.newInputStream(file), read), BUFFER);
      raw.mark(MAGIC);
      byte[] magic = raw.readNBytes(MAGIC);
      raw.reset();
      return new DumpStream(file, unpack(file, raw, magic));
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(file + ": there is no such file");
    } catch (IOException e) {
      throw cannotRead(file, e);
    }
  }

  private static InputStream unpack(Path file, InputStream raw, byte[] magic) throws IOException {
    if (starts(magic, 'B', 'Z', 'h')) {
      return new BZip2CompressorInputStream(raw, true); // all of a multistream file's streams
    }
    if (starts(magic, 0x1f, 0x8b)) {
      return new GZIPInputStream(raw, BUFFER);
    }
    if (starts(magic, '<') || starts(magic, 0xEF, 0xBB, 0xBF)) {
      return raw;
    }
    String found =
        magic.length == 0
            ? "an empty file"
            : starts(magic, '7', 'z') ? "a 7z archive: unpack it first" : "something else";
    throw new InvalidInputException(
        file + ": expected a MediaWiki dump, as XML, bz2 or gzip, found " + found);
  }

  private static boolean starts(byte[] bytes, int... with) {
    for (int i = 0; i < with.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xff) != with[i]) {
        return false;
      }
    }
    return true;
  }

  static AlbertException cannotRead(Path file, IOException e) {
    return new AlbertException(file + ": cannot be read: " + e.getMessage(), e);
  }

  /** What ended the stream before its end, or null. */
  @Nullable AlbertException fault() {
    return fault == null
        ? null
        : new AlbertException(
            file
                + ": cannot be unpacked after "
                + unpacked
                + " bytes of XML ("
                + fault.getMessage()
                + "): the file is cut short or damaged, fetch it again",
            fault);
  }

  /** Bytes that came out so far. */
  long unpacked() {
    return unpacked;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      int n = in.read(bytes, offset, length);
      unpacked += Math.max(0, n);
      return n;
    } catch (IOException e) {
      fault = e;
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private static final class Counting extends FilterInputStream {
    private final LongConsumer read;

    Counting(InputStream in, LongConsumer read) {
      super(in);
      this.read = read;
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      read.accept(b < 0 ? 0 : 1);
      return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n = super.read(bytes, offset, length);
      read.accept(Math.max(0, n));
      return n;
    }
  }
}

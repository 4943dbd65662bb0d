package io.github.albert4j.evaluation.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** A stream as it is, or what is packed in it: gzip data are known by their first two bytes. */
final class Unpacked extends FilterInputStream {
  private static final int BLOCK = 1 << 16;
  private static final int[] GZIP = {0x1F, 0x8B};

  private Unpacked(InputStream in) {
    super(in);
  }

  static InputStream of(InputStream raw) throws IOException {
    BufferedInputStream in = new BufferedInputStream(raw, BLOCK);
    in.mark(GZIP.length);
    boolean packed = in.read() == GZIP[0] && in.read() == GZIP[1];
    in.reset();
    return packed ? new Unpacked(new GZIPInputStream(in, BLOCK)) : in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      return super.read(bytes, offset, length);
    } catch (EOFException e) {
      throw new IOException("its gzip data end too early: the file was cut short, get it again", e);
    }
  }
}

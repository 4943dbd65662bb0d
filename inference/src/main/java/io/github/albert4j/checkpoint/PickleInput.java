package io.github.albert4j.checkpoint;

import io.github.albert4j.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A stretch of a file, read from front to back; never past its end, and never very much. */
final class PickleInput {
  // A state dict of a few hundred names takes some kilobytes.
  private static final int MAX_BYTES = 16 << 20;

  private final TensorFile file;
  private final long end;
  private final ByteBuffer buffer = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN);
  private long next; // where the buffer is filled from
  private long budget = MAX_BYTES;

  PickleInput(TensorFile file, long begin, long end) {
    this.file = file;
    this.next = begin;
    this.end = Math.min(end, file.size());
    buffer.limit(0);
  }

  /** Where the next byte stands in the file. */
  long position() {
    return next - buffer.remaining();
  }

  int readByte() {
    require(1);
    return buffer.get() & 0xff;
  }

  int readShort() {
    require(2);
    return buffer.getShort() & 0xffff;
  }

  int readInt() {
    require(4);
    return buffer.getInt();
  }

  long readLong() {
    require(8);
    return buffer.getLong();
  }

  byte[] readBytes(long length) {
    if (length < 0 || length > end - position()) {
      throw bad(Long.toUnsignedString(length) + " more bytes", (end - position()) + " left");
    }
    spend(length);
    byte[] bytes = new byte[(int) length];
    int n = Math.min(bytes.length, buffer.remaining());
    buffer.get(bytes, 0, n);
    file.read(next, ByteBuffer.wrap(bytes, n, bytes.length - n), null);
    next += bytes.length - n;
    return bytes;
  }

  String readText(long length) {
    return new String(readBytes(length), StandardCharsets.UTF_8);
  }

  /** Reads up to a line feed, which is consumed. */
  String readLine() {
    StringBuilder line = new StringBuilder();
    for (int c; (c = readByte()) != '\n'; ) {
      if (line.length() == 1000) {
        throw bad("a line's end", "1000 characters without it");
      }
      line.append((char) c);
    }
    return line.toString();
  }

  private void require(int bytes) {
    spend(bytes);
    if (buffer.remaining() < bytes) {
      buffer.compact();
      int more = (int) Math.min(buffer.remaining(), end - next);
      if (buffer.position() + more < bytes) {
        throw bad("a pickle up to its end", "the end of its bytes, at " + end);
      }
      buffer.limit(buffer.position() + more);
      file.read(next, buffer, null);
      next += more;
      buffer.flip();
    }
  }

  private void spend(long bytes) {
    budget -= bytes;
    if (budget < 0) {
      throw bad("a pickle of at most " + MAX_BYTES + " bytes", "a longer one");
    }
  }

  ModelFormatException bad(String expected, String found) {
    return new ModelFormatException(file.path().toString(), null, expected, found);
  }
}

package io.github.albert4j.evaluation.data;

import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a UTF-8 stream, which must really be UTF-8, and whether the next one is at hand. A
 * line ends with {@code \n} or {@code \r\n} and nothing else, so that line numbers are those of
 * {@code sed -n Np}.
 *
 * @since 0.1.0
 */
public final class LineReader implements Closeable {
  private static final int BLOCK = 1 << 16;

  /** Nobody's text is longer; whoever sends this forgot the line ends. */
  private static final int LONGEST = 1 << 28;

  /** What is wrong with a line of another encoding. */
  static final String NO_UTF_8 =
      "not valid UTF-8: convert the input, as with iconv -f LATIN1 -t UTF-8";

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final InputStream in;
  private final String name;
  private byte[] bytes = new byte[BLOCK];
  private int from;
  private int to;

  /** Bytes from {@code from} up to here hold no line end. */
  private int searched;

  private boolean ended;
  private long bytesRead;
  private int lines;

  /**
   * @param name names the stream in messages
   */
  public LineReader(InputStream in, String name) {
    this.in = in;
    this.name = name;
  }

  /** The number of the line that was read last, from 1. */
  public int lineNumber() {
    return lines;
  }

  /** Bytes of all lines that were read. */
  public long bytesConsumed() {
    return bytesRead - (to - from);
  }

  /** Whether the next call of {@link #next} answers without waiting. */
  public boolean ready() {
    try {
      while (lineEnd() < 0 && !ended) {
        if (in.available() <= 0) {
          return false;
        }
        fill();
      }
      return true;
    } catch (IOException e) {
      return true; // the next read says what is wrong
    }
  }

  /**
   * The next line without its end, or null after the last.
   *
   * @throws InvalidInputException where the line is no UTF-8
   */
  public @Nullable String next() {
    try {
      int end = lineEnd();
      while (end < 0 && !ended) {
        fill();
        end = lineEnd();
      }
      if (end < 0 && from == to) {
        return null;
      }
      lines++;
      int last = end < 0 ? to : end;
      String line = decode(from, end > from && bytes[end - 1] == '\r' ? end - 1 : last);
      from = end < 0 ? to : end + 1;
      searched = from;
      return line;
    } catch (IOException e) {
      throw new AlbertException(name + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private int lineEnd() {
    while (searched < to) {
      if (bytes[searched] == '\n') {
        return searched;
      }
      searched++;
    }
    return -1;
  }

  private void fill() throws IOException {
    if (to == bytes.length) {
      int length = to - from;
      if (length >= LONGEST) {
        throw new InvalidInputException(
            "line " + (lines + 1) + " of " + name + " has no end after " + length + " bytes");
      }
      byte[] room = length > bytes.length / 2 ? new byte[2 * bytes.length] : bytes;
      System.arraycopy(bytes, from, room, 0, length);
      bytes = room;
      searched -= from;
      from = 0;
      to = length;
    }
    int n = in.read(bytes, to, bytes.length - to);
    ended = n < 0;
    to += Math.max(0, n);
    bytesRead += Math.max(0, n);
  }

  private String decode(int start, int end) {
    int first = start;
    if (lines == 1
        && end - start >= BYTE_ORDER_MARK.length
        && Arrays.equals(BYTE_ORDER_MARK, Arrays.copyOfRange(bytes, start, start + 3))) {
      first += BYTE_ORDER_MARK.length;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, first, end - first))
          .toString();
    } catch (CharacterCodingException e) {
      from = to; // what follows may be anything
      searched = to;
      ended = true;
      throw new InvalidInputException(NO_UTF_8);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}

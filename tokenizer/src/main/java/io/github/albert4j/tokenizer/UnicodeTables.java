package io.github.albert4j.tokenizer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * Unicode 14's decompositions, marks and case, from a table that is part of this module: the JDK's
 * own tables differ between versions, and ids must not. The file is written by {@code
 * src/main/unicode/generate.py}. Read on first use; a text of plain ASCII never needs it.
 */
final class UnicodeTables {
  private static final int MARK = 1;
  private static final int CASED = 2;
  private static final int IGNORABLE = 4;
  private static final int DIGIT = 8;

  private static final int BLOCK = 128;
  private static final int BLOCKS = 0x110000 / BLOCK;
  private static final int HANGUL_FIRST = 0xAC00;
  private static final int HANGUL_LAST = 0xD7A3;

  private static final char[] BLOCK_OF = new char[BLOCKS];
  private static final char[] RECORD_OF;
  private static final byte[] FLAGS;
  private static final char[] DECOMPOSITION;
  private static final char[] LOWER;
  private static final char[] POOL;

  static {
    try (InputStream resource = UnicodeTables.class.getResourceAsStream("unicode-14.bin")) {
      ByteBuffer in = ByteBuffer.wrap(resource.readAllBytes());
      readChars(in, BLOCK_OF);
      RECORD_OF = readChars(in, new char[in.getChar() * BLOCK]);
      int records = in.getChar();
      FLAGS = new byte[records];
      DECOMPOSITION = new char[records];
      LOWER = new char[records];
      for (int i = 0; i < records; i++) {
        FLAGS[i] = in.get();
        DECOMPOSITION[i] = in.getChar();
        LOWER[i] = in.getChar();
      }
      POOL = readChars(in, new char[in.getChar()]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private UnicodeTables() {}

  private static char[] readChars(ByteBuffer in, char[] to) {
    in.asCharBuffer().get(to);
    in.position(in.position() + 2 * to.length);
    return to;
  }

  private static int record(int codePoint) {
    return RECORD_OF[BLOCK_OF[codePoint / BLOCK] * BLOCK + codePoint % BLOCK];
  }

  /** Whether the canonical combining class is not 0. */
  static boolean isMark(int codePoint) {
    return (FLAGS[record(codePoint)] & MARK) != 0;
  }

  /** Whether the final-sigma rule sees a letter with case. */
  static boolean isCased(int codePoint) {
    return (FLAGS[record(codePoint)] & CASED) != 0;
  }

  /** Whether the final-sigma rule looks past the character. */
  static boolean isCaseIgnorable(int codePoint) {
    return (FLAGS[record(codePoint)] & IGNORABLE) != 0;
  }

  /** Python's {@code str.isdigit}, which the digit-comma rule asks. */
  static boolean isDigit(int codePoint) {
    return codePoint < 0x80
        ? codePoint >= '0' && codePoint <= '9'
        : (FLAGS[record(codePoint)] & DIGIT) != 0;
  }

  /** Python's {@code str.isspace}, which is neither Java's {@code \s} nor its {@code strip}. */
  static boolean isSpace(int codePoint) {
    if (codePoint < 0x80) {
      return codePoint == ' '
          || codePoint >= 0x09 && codePoint <= 0x0D
          || codePoint >= 0x1C && codePoint <= 0x1F;
    }
    return switch (codePoint) {
      case 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000 -> true;
      default -> codePoint >= 0x2000 && codePoint <= 0x200A;
    };
  }

  /** Appends the full compatibility decomposition, each part with the given span. */
  static void decompose(int codePoint, int start, int end, Spans to) {
    if (codePoint >= HANGUL_FIRST && codePoint <= HANGUL_LAST) {
      int index = codePoint - HANGUL_FIRST;
      to.add(0x1100 + index / 588, start, end);
      to.add(0x1161 + index % 588 / 28, start, end);
      if (index % 28 != 0) {
        to.add(0x11A7 + index % 28, start, end);
      }
      return;
    }
    append(DECOMPOSITION[record(codePoint)], codePoint, start, end, to);
  }

  /** Appends the lower case of a character by itself, each part with the given span. */
  static void lower(int codePoint, int start, int end, Spans to) {
    append(LOWER[record(codePoint)], codePoint, start, end, to);
  }

  private static void append(int offset, int codePoint, int start, int end, Spans to) {
    if (offset == 0) {
      to.add(codePoint, start, end);
      return;
    }
    int last = offset + POOL[offset];
    for (int i = offset + 1; i <= last; i++) {
      int part = POOL[i];
      if (Character.isHighSurrogate(POOL[i])) {
        part = Character.toCodePoint(POOL[i], POOL[++i]);
      }
      to.add(part, start, end);
    }
  }
}

package io.github.albert4j.tokenizer;

import java.util.Arrays;

/**
 * Text as the unigram model sees it: UTF-16, {@code ▁} for spaces, each unit with its span in the
 * original.
 */
final class Normalized {
  char[] chars;
  int[] starts;
  int[] ends;
  int length;

  /**
   * Where the original text, or its segment, ends: the place of a {@code ▁} that nothing follows.
   */
  final int originalEnd;

  Normalized(int capacity, int originalEnd) {
    int room = Math.max(16, capacity);
    chars = new char[room];
    starts = new int[room];
    ends = new int[room];
    this.originalEnd = originalEnd;
  }

  void addUnit(char unit, int start, int end) {
    if (length == chars.length) {
      int room = Math.multiplyExact(length, 2);
      chars = Arrays.copyOf(chars, room);
      starts = Arrays.copyOf(starts, room);
      ends = Arrays.copyOf(ends, room);
    }
    chars[length] = unit;
    starts[length] = start;
    ends[length] = end;
    length++;
  }

  void add(int codePoint, int start, int end) {
    if (codePoint < 0x10000) {
      addUnit((char) codePoint, start, end);
    } else {
      addUnit(Character.highSurrogate(codePoint), start, end);
      addUnit(Character.lowSurrogate(codePoint), start, end);
    }
  }

  String substring(int from, int to) {
    return new String(chars, from, to - from);
  }

  @Override
  public String toString() {
    return substring(0, length);
  }
}

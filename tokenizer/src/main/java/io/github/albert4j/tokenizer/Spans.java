package io.github.albert4j.tokenizer;

import java.util.Arrays;

/**
 * Code points, each with the UTF-16 units of the original text that it came from. Grows as needed.
 */
final class Spans {
  int[] codePoints;
  int[] starts;
  int[] ends;
  int length;

  Spans(int capacity) {
    int room = Math.max(16, capacity);
    codePoints = new int[room];
    starts = new int[room];
    ends = new int[room];
  }

  void add(int codePoint, int start, int end) {
    if (length == codePoints.length) {
      int room = Math.multiplyExact(length, 2);
      codePoints = Arrays.copyOf(codePoints, room);
      starts = Arrays.copyOf(starts, room);
      ends = Arrays.copyOf(ends, room);
    }
    codePoints[length] = codePoint;
    starts[length] = start;
    ends[length] = end;
    length++;
  }
}

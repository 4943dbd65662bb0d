package io.github.albert4j.tokenizer;

import java.util.Arrays;

/**
 * A split of normalised text: piece {@code i} has {@code ids[i]} and the units {@code [from[i],
 * to[i])}.
 */
final class Segments {
  int[] ids = new int[16];
  int[] from = new int[16];
  int[] to = new int[16];
  int length;

  void add(int id, int start, int end) {
    if (length == ids.length) {
      int room = 2 * length;
      ids = Arrays.copyOf(ids, room);
      from = Arrays.copyOf(from, room);
      to = Arrays.copyOf(to, room);
    }
    ids[length] = id;
    from[length] = start;
    to[length] = end;
    length++;
  }

  /**
   * Puts the pieces from {@code first} on in the opposite order: a search finds them from the end.
   */
  void reverse(int first) {
    for (int i = first, j = length - 1; i < j; i++, j--) {
      swap(ids, i, j);
      swap(from, i, j);
      swap(to, i, j);
    }
  }

  private static void swap(int[] values, int i, int j) {
    int value = values[i];
    values[i] = values[j];
    values[j] = value;
  }
}

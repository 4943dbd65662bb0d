package io.github.albert4j.tokenizer;

import java.util.Arrays;

/**
 * All suffixes of a text of runs in order, compared by their first {@code depth} units: no piece is
 * longer than that, so no more needs to be told apart. Sorted by multikey quicksort (Bentley and
 * Sedgewick 1997, "Fast Algorithms for Sorting and Searching Strings"), which looks at each of
 * those units at most once where suffixes differ early, and never past the depth where they do not.
 *
 * <p>A run ends at a 0, which counts as its end: suffixes that reach it together are equal.
 */
final class SuffixArray {
  private static final int FEW = 12;

  private final char[] text;
  private final int depth;

  /** Where each suffix begins, in order; the zeros themselves are left out. */
  final int[] order;

  private SuffixArray(char[] text, int length, int depth) {
    this.text = text;
    this.depth = depth;
    int n = 0;
    for (int i = 0; i < length; i++) {
      n += text[i] == 0 ? 0 : 1;
    }
    this.order = new int[n];
  }

  /**
   * Sorts the suffixes of {@code text[0, length)}, whose last unit is a 0.
   *
   * @param depth how many units are compared
   */
  static SuffixArray of(char[] text, int length, int depth, Workers workers) {
    assert length == 0 || text[length - 1] == 0 : "the text ends with " + (int) text[length - 1];
    SuffixArray array = new SuffixArray(text, length, depth);
    int[] bounds = array.distribute(length);
    workers.run(
        bounds.length - 1,
        1,
        () ->
            (from, to) -> {
              for (int code = from; code < to; code++) {
                array.sort(bounds[code], bounds[code + 1], 1);
              }
            });
    return array;
  }

  /**
   * Puts the suffixes into buckets by their first unit.
   *
   * @return where each bucket begins, and the last ends
   */
  private int[] distribute(int length) {
    int largest = 0;
    for (int i = 0; i < length; i++) {
      largest = Math.max(largest, text[i]);
    }
    int[] bounds = new int[largest + 2];
    for (int i = 0; i < length; i++) {
      if (text[i] != 0) {
        bounds[text[i] + 1]++;
      }
    }
    for (int code = 1; code < bounds.length; code++) {
      bounds[code] += bounds[code - 1];
    }
    int[] next = Arrays.copyOf(bounds, bounds.length);
    for (int i = 0; i < length; i++) {
      if (text[i] != 0) {
        order[next[text[i]]++] = i;
      }
    }
    return bounds;
  }

  /** Sorts {@code order[from, to)}, whose suffixes share their first {@code shared} units. */
  private void sort(int from, int to, int shared) {
    int low = from;
    while (to - low > FEW && shared < depth) {
      int pivot =
          median(
              text[order[low] + shared],
              text[order[low + to >>> 1] + shared],
              text[order[to - 1] + shared]);
      int less = low; // [low, less) is below the pivot, [less, at) equal, [more, to) above
      int more = to;
      for (int at = low; at < more; ) {
        int unit = text[order[at] + shared];
        if (unit < pivot) {
          swap(less++, at++);
        } else if (unit > pivot) {
          swap(at, --more);
        } else {
          at++;
        }
      }
      sort(low, less, shared);
      if (pivot != 0) {
        sort(less, more, shared + 1);
      }
      low = more;
    }
    if (shared < depth) {
      insertionSort(low, to, shared);
    }
  }

  private void insertionSort(int from, int to, int shared) {
    for (int i = from + 1; i < to; i++) {
      int suffix = order[i];
      int at = i;
      while (at > from && compare(suffix, order[at - 1], shared) < 0) {
        order[at] = order[at - 1];
        at--;
      }
      order[at] = suffix;
    }
  }

  private int compare(int a, int b, int shared) {
    for (int i = shared; i < depth; i++) {
      int difference = text[a + i] - text[b + i];
      if (difference != 0 || text[a + i] == 0) {
        return difference;
      }
    }
    return 0;
  }

  private void swap(int i, int j) {
    int suffix = order[i];
    order[i] = order[j];
    order[j] = suffix;
  }

  private static int median(int a, int b, int c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }

  /** How many units suffix {@code i} of the order has in common with the one before it. */
  int commonPrefix(int i) {
    if (i == 0 || i == order.length) {
      return 0;
    }
    int a = order[i - 1];
    int b = order[i];
    int n = 0;
    while (n < depth && text[a + n] == text[b + n] && text[a + n] != 0) {
      n++;
    }
    return n;
  }

  /** How many units suffix {@code i} of the order has before its end, at most the depth. */
  int length(int i) {
    int n = 0;
    while (n < depth && text[order[i] + n] != 0) {
      n++;
    }
    return n;
  }
}

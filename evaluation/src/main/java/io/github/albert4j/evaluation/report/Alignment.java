package io.github.albert4j.evaluation.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Which pieces two sentences share, as Python's {@code difflib} finds them: the longest run that
 * both have, the first of several, then the same to its left and to its right. (For sentences of
 * 200 pieces and more {@code difflib} passes over frequent ones; this does not.)
 */
final class Alignment {
  private final int[] first;
  private final int[] second;
  private final List<Same> same = new ArrayList<>();

  /** Places of one piece in both. */
  record Same(int first, int second) {}

  private Alignment(int[] first, int[] second) {
    this.first = first;
    this.second = second;
  }

  /** The shared pieces, from left to right. */
  static List<Same> of(int[] first, int[] second) {
    Alignment alignment = new Alignment(first, second);
    alignment.align(0, first.length, 0, second.length);
    return alignment.same;
  }

  private void align(int from1, int to1, int from2, int to2) {
    int start1 = from1;
    int start2 = from2;
    int longest = 0;
    int[] runs = new int[to2 - from2 + 1]; // runs[j + 1]: length of the run that ends at from2 + j
    for (int i = from1; i < to1; i++) {
      for (int j = to2 - from2 - 1; j >= 0; j--) { // downwards: runs[j] is still of the row before
        runs[j + 1] = first[i] == second[from2 + j] ? runs[j] + 1 : 0;
      }
      for (int j = 0; j < to2 - from2; j++) {
        if (runs[j + 1] > longest) {
          longest = runs[j + 1];
          start1 = i - longest + 1;
          start2 = from2 + j - longest + 1;
        }
      }
    }
    if (longest == 0) {
      return;
    }
    align(from1, start1, from2, start2);
    for (int i = 0; i < longest; i++) {
      same.add(new Same(start1 + i, start2 + i));
    }
    align(start1 + longest, to1, start2 + longest, to2);
  }
}

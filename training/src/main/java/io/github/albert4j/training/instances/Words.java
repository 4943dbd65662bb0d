package io.github.albert4j.training.instances;

import java.util.Arrays;

/**
 * The words of a pair that may be hidden: none that holds {@code <unk>} or another special piece.
 */
final class Words {
  final int[] ids;
  int count;
  int[] from; // [count], in tokens
  int[] to; // [count]

  Words(Pair pair, Pieces pieces) {
    ids = pair.ids();
    from = new int[ids.length];
    to = new int[ids.length];
    add(1, pair.secondStart() - 1, pieces);
    add(pair.secondStart(), ids.length - 1, pieces);
    from = Arrays.copyOf(from, count);
    to = Arrays.copyOf(to, count);
  }

  private void add(int start, int end, Pieces pieces) {
    int next;
    for (int at = start; at < end; at = next) {
      next = at + 1;
      while (next < end && !pieces.startsWord(ids, next, start, end)) {
        next++;
      }
      if (!pieces.isSpecial(ids[at])) { // a special piece is a word of its own
        from[count] = at;
        to[count++] = next;
      }
    }
  }

  /** Whether n words from one on stand side by side, none of them hidden. */
  boolean isFree(int word, int n, Hiding hiding) {
    if (word + n > count || hiding.isHidden(from[word])) {
      return false;
    }
    for (int i = word + 1; i < word + n; i++) {
      if (from[i] != to[i - 1] || hiding.isHidden(from[i])) {
        return false;
      }
    }
    return true;
  }

  /** How many pieces n words from one on have. */
  int pieces(int word, int n) {
    return to[word + n - 1] - from[word];
  }
}

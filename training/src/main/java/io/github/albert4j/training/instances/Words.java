package io.github.albert4j.training.instances;

import java.util.Arrays;

/**
 * The words of a pair that may be hidden: none that holds {@code <unk>} or another special piece.
 */
final class Words {
  private final Pieces pieces;
  private final boolean whole;
  final int[] ids;
  int count;
  int[] from; // [count], in tokens
  int[] to; // [count]

  /** Words as they are written. */
  static Words of(Pair pair, Pieces pieces) {
    return new Words(pair, pieces, true);
  }

  /** Each piece as a word of its own. */
  static Words ofOnePiece(Pair pair, Pieces pieces) {
    return new Words(pair, pieces, false);
  }

  private Words(Pair pair, Pieces pieces, boolean whole) {
    this.pieces = pieces;
    this.whole = whole;
    ids = pair.ids();
    from = new int[ids.length];
    to = new int[ids.length];
    add(1, pair.secondStart() - 1);
    add(pair.secondStart(), ids.length - 1);
    from = Arrays.copyOf(from, count);
    to = Arrays.copyOf(to, count);
  }

  private void add(int start, int end) {
    int next;
    for (int at = start; at < end; at = next) {
      next = at + 1;
      while (whole && next < end && !pieces.startsWord(ids, next, start, end)) {
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

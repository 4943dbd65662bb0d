package io.github.albert4j.evaluation.baseline;

import io.github.albert4j.InvalidInputException;
import java.util.List;

/**
 * Counts pieces alone, beside each neighbour, and between two. Trigrams are counted for the pairs
 * of neighbours only that will be asked for, so that memory is bounded by the bigrams of the
 * language (some ten million for a vocabulary of 30,000) and by the questions.
 */
final class NgramCounter {
  static final int BITS = 16;
  private static final int MOST_PIECES = 1 << BITS;

  private final long[] unigrams;
  private final LongCounts bigrams = new LongCounts();

  /** The number, from 1, of each pair of neighbours that will be asked for. */
  private final LongCounts pairs = new LongCounts();

  private final LongCounts trigrams = new LongCounts();

  /**
   * @param questions whose neighbours will be asked for
   */
  NgramCounter(int vocabulary, List<List<Gap>> questions) {
    if (vocabulary > MOST_PIECES) {
      throw new InvalidInputException(
          "baselines: expected a vocabulary of at most 65,536 pieces, found " + vocabulary);
    }
    unigrams = new long[vocabulary];
    for (List<Gap> gaps : questions) {
      for (Gap gap : gaps) {
        long key = key(gap.left(), gap.right());
        if (pairs.get(key) == 0) {
          pairs.add(key, pairs.size() + 1);
        }
      }
    }
  }

  /** Two pieces, or a pair of neighbours and a piece, in one number. */
  static long key(int first, int second) {
    return (long) first << BITS | second;
  }

  /** Counts a piece between its neighbours. */
  void add(int left, int piece, int right) {
    unigrams[piece]++;
    bigrams.add(key(left, piece), 1);
    int pair = pairs.get(key(left, right));
    if (pair > 0) {
      trigrams.add(key(pair - 1, piece), 1);
    }
  }

  /** Counts the neighbours at the end of a row, where no piece stands between them. */
  void addLast(int piece, int right) {
    bigrams.add(key(piece, right), 1);
  }

  /** What was counted; nothing is to be added any more. */
  NgramCounts counts() {
    return new NgramCounts(unigrams, bigrams, pairs, trigrams);
  }
}

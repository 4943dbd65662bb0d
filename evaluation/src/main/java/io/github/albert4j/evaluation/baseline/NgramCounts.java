package io.github.albert4j.evaluation.baseline;

import io.github.albert4j.InvalidInputException;
import java.util.List;

/**
 * How often pieces were met alone, beside each neighbour, and between two. Trigrams are counted for
 * the pairs of neighbours only that will be asked for, so that memory is bounded by the bigrams of
 * the language (some ten million for a vocabulary of 30,000) and by the questions.
 */
final class NgramCounts {
  private static final int BITS = 16;
  private static final int MOST_PIECES = 1 << BITS;
  private static final int PIECE = MOST_PIECES - 1;

  private final long[] unigrams;
  private final LongCounts bigrams = new LongCounts();

  /** The number, from 1, of each pair of neighbours that will be asked for. */
  private final LongCounts pairs = new LongCounts();

  private final LongCounts trigrams = new LongCounts();
  private long total;

  // Made of the counts, once all are there.
  private CountRows pairRows;
  private CountRows leftRows;
  private CountRows rightRows;

  /**
   * @param questions whose neighbours will be asked for
   */
  NgramCounts(int vocabulary, List<List<Gap>> questions) {
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

  private static long key(int first, int second) {
    return (long) first << BITS | second;
  }

  /** Counts a piece between its neighbours. */
  void add(int left, int piece, int right) {
    unigrams[piece]++;
    total++;
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

  /** To be called once, after all was counted. */
  void finish() {
    if (total == 0) {
      throw new InvalidInputException("baselines: expected a text to count, found no pieces");
    }
    int vocabulary = unigrams.length;
    pairRows = new CountRows(trigrams, pairs.size(), k -> (int) (k >>> BITS), k -> (int) k & PIECE);
    leftRows = new CountRows(bigrams, vocabulary, k -> (int) (k >>> BITS), k -> (int) k & PIECE);
    rightRows = new CountRows(bigrams, vocabulary, k -> (int) k & PIECE, k -> (int) (k >>> BITS));
  }

  int vocabulary() {
    return unigrams.length;
  }

  /** {@code (c(w) + 1) / (N + V)}. */
  double[] unigramProbabilities() {
    double[] probabilities = new double[unigrams.length];
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] = (unigrams[i] + 1.0) / (total + probabilities.length);
    }
    return probabilities;
  }

  int bigram(int first, int second) {
    return bigrams.get(key(first, second));
  }

  int trigram(Gap gap) {
    int pair = pair(gap.left(), gap.right());
    return pair < 0 ? 0 : trigrams.get(key(pair, gap.label()));
  }

  /** The number of a pair of neighbours, from 0, or -1. */
  int pair(int left, int right) {
    return pairs.get(key(left, right)) - 1;
  }

  long pairTotal(int left, int right) {
    int pair = pair(left, right);
    return pair < 0 ? 0 : pairRows.total(pair);
  }

  long leftTotal(int left) {
    return leftRows.total(left);
  }

  long rightTotal(int right) {
    return rightRows.total(right);
  }

  CountRows pairs() {
    return pairRows;
  }

  CountRows lefts() {
    return leftRows;
  }

  CountRows rights() {
    return rightRows;
  }
}

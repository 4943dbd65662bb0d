package io.github.albert4j.evaluation.baseline;

import io.github.albert4j.InvalidInputException;
import java.util.Arrays;

/** What an {@link NgramCounter} has counted, sorted by context. */
final class NgramCounts {
  private static final int PIECE = (1 << NgramCounter.BITS) - 1;

  private final long[] unigrams;
  private final long total;
  private final LongCounts bigrams;
  private final LongCounts pairs;
  private final LongCounts trigrams;
  private final CountRows betweenPairs;
  private final CountRows afterLeft;
  private final CountRows beforeRight;

  NgramCounts(long[] unigrams, LongCounts bigrams, LongCounts pairs, LongCounts trigrams) {
    this.unigrams = unigrams;
    this.total = Arrays.stream(unigrams).sum();
    this.bigrams = bigrams;
    this.pairs = pairs;
    this.trigrams = trigrams;
    if (total == 0) {
      throw new InvalidInputException("baselines: expected a text to count, found no pieces");
    }
    int n = unigrams.length;
    betweenPairs = new CountRows(trigrams, pairs.size(), NgramCounts::first, NgramCounts::second);
    afterLeft = new CountRows(bigrams, n, NgramCounts::first, NgramCounts::second);
    beforeRight = new CountRows(bigrams, n, NgramCounts::second, NgramCounts::first);
  }

  private static int first(long key) {
    return (int) (key >>> NgramCounter.BITS);
  }

  private static int second(long key) {
    return (int) key & PIECE;
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
    return bigrams.get(NgramCounter.key(first, second));
  }

  int trigram(Gap gap) {
    int pair = pair(gap.left(), gap.right());
    return pair < 0 ? 0 : trigrams.get(NgramCounter.key(pair, gap.label()));
  }

  /** The number of a pair of neighbours, from 0, or -1 for one that nobody announced. */
  int pair(int left, int right) {
    return pairs.get(NgramCounter.key(left, right)) - 1;
  }

  long pairTotal(int left, int right) {
    int pair = pair(left, right);
    return pair < 0 ? 0 : betweenPairs.total(pair);
  }

  long leftTotal(int left) {
    return afterLeft.total(left);
  }

  long rightTotal(int right) {
    return beforeRight.total(right);
  }

  /** By the number of the pair. */
  CountRows betweenPairs() {
    return betweenPairs;
  }

  CountRows afterLeft() {
    return afterLeft;
  }

  CountRows beforeRight() {
    return beforeRight;
  }
}

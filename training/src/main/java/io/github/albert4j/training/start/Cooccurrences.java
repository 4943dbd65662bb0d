package io.github.albert4j.training.start;

import io.github.albert4j.training.instances.TokenizedCorpus;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How often pieces stand near each other. The contexts are the most frequent pieces, so that the
 * table's size has a bound.
 */
final class Cooccurrences {
  /** Neighbours on each side; one at a distance d counts 1/d. */
  static final int WINDOW = 4;

  private static final int MOST_CONTEXTS = 8192;
  private static final int BLOCK = 1 << 16;

  /** The exponent that smooths the contexts' frequencies (Levy, Goldberg and Dagan 2015). */
  private static final double SMOOTHING = 0.75;

  final long[] frequencies; // [vocabulary]
  final int contexts;
  private final int[] contextOf; // [vocabulary]: a context's number, or -1
  private final float[][] counts; // [vocabulary][contexts]

  private Cooccurrences(long[] frequencies, int firstLearnt) {
    this.frequencies = frequencies;
    Integer[] byFrequency =
        IntStream.range(firstLearnt, frequencies.length)
            .boxed()
            .sorted(Comparator.comparingLong((Integer i) -> -frequencies[i]))
            .toArray(Integer[]::new);
    contexts = Math.min(MOST_CONTEXTS, byFrequency.length);
    contextOf = new int[frequencies.length];
    Arrays.fill(contextOf, -1);
    for (int c = 0; c < contexts; c++) {
      contextOf[byFrequency[c]] = c;
    }
    counts = new float[frequencies.length][contexts];
  }

  /**
   * Counts a corpus.
   *
   * @param firstLearnt ids below it stand for no words
   */
  static Cooccurrences of(TokenizedCorpus corpus, int vocabulary, int firstLearnt) {
    long[] frequencies = new long[vocabulary];
    long pieces = corpus.summary().pieces();
    int[] block = new int[BLOCK + WINDOW];
    for (long at = 0; at < pieces; at += BLOCK) {
      int n = (int) Math.min(BLOCK, pieces - at);
      corpus.read(at, block, n);
      for (int i = 0; i < n; i++) {
        frequencies[block[i]]++;
      }
    }
    Cooccurrences all = new Cooccurrences(frequencies, firstLearnt);
    for (long at = 0; at < pieces; at += BLOCK) {
      int n = (int) Math.min(BLOCK + WINDOW, pieces - at);
      corpus.read(at, block, n);
      all.count(block, Math.min(n, BLOCK), n);
    }
    return all;
  }

  /** Counts each of the first {@code n} with those after it, both ways. */
  private void count(int[] ids, int n, int end) {
    for (int i = 0; i < n; i++) {
      int context = contextOf[ids[i]];
      for (int d = 1; d <= WINDOW && i + d < end; d++) {
        int other = contextOf[ids[i + d]];
        if (other >= 0) {
          counts[ids[i]][other] += 1f / d;
        }
        if (context >= 0) {
          counts[ids[i + d]][context] += 1f / d;
        }
      }
    }
  }

  /**
   * Replaces the counts by positive pointwise mutual information, {@code max(0, log(p(w, c) / (p(w)
   * p(c))))}, with smoothed frequencies of the contexts.
   *
   * @return the table, a row a piece
   */
  float[][] positiveMutualInformation() {
    double[] ofContext = new double[contexts];
    double[] ofWord = new double[counts.length];
    double all = 0;
    for (int w = 0; w < counts.length; w++) {
      for (int c = 0; c < contexts; c++) {
        ofWord[w] += counts[w][c];
        ofContext[c] += counts[w][c];
      }
      all += ofWord[w];
    }
    double smoothed = 0;
    for (int c = 0; c < contexts; c++) {
      ofContext[c] = Math.pow(ofContext[c], SMOOTHING);
      smoothed += ofContext[c];
    }
    for (int w = 0; w < counts.length; w++) {
      for (int c = 0; c < contexts; c++) {
        if (counts[w][c] > 0) {
          double ratio = counts[w][c] * smoothed / (ofWord[w] * ofContext[c]);
          counts[w][c] = (float) Math.max(0, Math.log(ratio));
        }
      }
    }
    return counts;
  }
}

package io.github.albert4j.evaluation.baseline;

import java.util.Arrays;
import java.util.List;

/**
 * The probability of a piece between its two neighbours, interpolated (Jelinek and Mercer 1980):
 *
 * <pre>
 * p(w | l, r) = a c(l,w,r)/c(l,.,r) + b c(l,w)/c(l,.) + c c(w,r)/c(.,r) + d c(w)/c(.) + e/V
 * </pre>
 *
 * The five weights are those that make text which was not counted likeliest, found by expectation
 * maximisation, apart for contexts that were met about equally often. A neighbour that is hidden
 * itself was never met in the counts, and its terms fall away.
 */
final class NeighbourTrigram {
  private static final int TERMS = 5;
  private static final int ITERATIONS = 30;

  /** Frequencies of the pair of neighbours, in powers of two, times which neighbours were met. */
  private static final int FREQUENCIES = 10;

  private static final int BUCKETS = 4 * FREQUENCIES;

  private final NgramCounts counts;
  private final double[][] weights = new double[BUCKETS][TERMS];
  private final double[] unigram;

  NeighbourTrigram(NgramCounts counts, List<Gap> tuning) {
    this.counts = counts;
    this.unigram = counts.unigramProbabilities();
    for (double[] w : weights) {
      Arrays.fill(w, 1.0 / TERMS);
    }
    for (int i = 0; i < ITERATIONS; i++) {
      improve(tuning);
    }
  }

  /** One step of expectation maximisation. */
  private void improve(List<Gap> tuning) {
    double[][] shares = new double[BUCKETS][TERMS];
    int[] met = new int[BUCKETS];
    double[] terms = new double[TERMS];
    for (Gap gap : tuning) {
      int bucket = bucket(gap.left(), gap.right());
      double total = 0;
      terms(gap, terms);
      for (int t = 0; t < TERMS; t++) {
        terms[t] *= weights[bucket][t];
        total += terms[t];
      }
      for (int t = 0; t < TERMS; t++) {
        shares[bucket][t] += terms[t] / total;
      }
      met[bucket]++;
    }
    for (int b = 0; b < BUCKETS; b++) {
      for (int t = 0; t < TERMS; t++) {
        // One gap's worth of all terms: a bucket of few gaps must not rule any out.
        weights[b][t] = (shares[b][t] + 1.0 / TERMS) / (met[b] + 1);
      }
    }
  }

  private void terms(Gap gap, double[] terms) {
    terms[0] = ratio(counts.trigram(gap), counts.pairTotal(gap.left(), gap.right()));
    terms[1] = ratio(counts.bigram(gap.left(), gap.label()), counts.leftTotal(gap.left()));
    terms[2] = ratio(counts.bigram(gap.label(), gap.right()), counts.rightTotal(gap.right()));
    terms[3] = unigram[gap.label()];
    terms[4] = 1.0 / unigram.length;
  }

  private static double ratio(long count, long total) {
    return total == 0 ? 0 : (double) count / total;
  }

  private int bucket(int left, int right) {
    long pair = counts.pairTotal(left, right);
    int frequency = Math.min(FREQUENCIES - 1, 64 - Long.numberOfLeadingZeros(pair));
    int met = (counts.leftTotal(left) > 0 ? 1 : 0) + (counts.rightTotal(right) > 0 ? 2 : 0);
    return 4 * frequency + met;
  }

  /**
   * Writes all pieces' probabilities.
   *
   * @param probabilities {@code [vocabulary]}
   */
  void fill(int left, int right, double[] probabilities) {
    double[] w = weights[bucket(left, right)].clone();
    boolean[] met = {
      counts.pairTotal(left, right) > 0,
      counts.leftTotal(left) > 0,
      counts.rightTotal(right) > 0,
      true,
      true
    };
    double total = 0;
    for (int t = 0; t < TERMS; t++) {
      w[t] = met[t] ? w[t] : 0;
      total += w[t];
    }
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] = (w[3] * unigram[i] + w[4] / probabilities.length) / total;
    }
    if (met[0]) {
      counts.betweenPairs().addTo(probabilities, counts.pair(left, right), w[0] / total);
    }
    if (met[1]) {
      counts.afterLeft().addTo(probabilities, left, w[1] / total);
    }
    if (met[2]) {
      counts.beforeRight().addTo(probabilities, right, w[2] / total);
    }
  }
}

package io.github.albert4j.evaluation.task;

/** Probabilities of logits, in double. */
final class Softmax {
  private Softmax() {}

  /** {@code exp(x) / Σ exp(x)} of some elements. */
  static double[] of(float[] logits, int from, int n) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = from; i < from + n; i++) {
      max = Math.max(max, logits[i]);
    }
    double[] p = new double[n];
    double sum = 0;
    for (int i = 0; i < n; i++) {
      p[i] = Math.exp(logits[from + i] - max);
      sum += p[i];
    }
    for (int i = 0; i < n; i++) {
      p[i] /= sum;
    }
    return p;
  }

  /** The first of the highest. */
  static int best(float[] logits, int from, int n) {
    int best = 0;
    for (int i = 1; i < n; i++) {
      best = logits[from + i] > logits[from + best] ? i : best;
    }
    return best;
  }
}

package io.github.albert4j.training.gradient;

/** {@code -log softmax(logits)[label]} of a few classes, and its derivative {@code p - onehot}. */
final class CrossEntropy {
  private CrossEntropy() {}

  /**
   * Replaces a row's logits by the derivatives, times a weight.
   *
   * @return the row's loss, not weighted
   */
  static double differentiate(float[] logits, int from, int n, int label, double weight) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      max = Math.max(max, logits[from + i]);
    }
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += Math.exp(logits[from + i] - max);
    }
    double loss = max + Math.log(sum) - logits[from + label];
    for (int i = 0; i < n; i++) {
      double p = Math.exp(logits[from + i] - max) / sum;
      logits[from + i] = (float) (weight * (i == label ? p - 1 : p));
    }
    return loss;
  }

  /** The first class with the highest logit. */
  static int best(float[] logits, int from, int n) {
    int best = 0;
    for (int i = 1; i < n; i++) {
      best = logits[from + i] > logits[from + best] ? i : best;
    }
    return best;
  }
}

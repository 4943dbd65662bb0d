package io.github.albert4j.evaluation.metrics;

/**
 * What a model made of one hidden piece.
 *
 * @param logProb the natural logarithm of the right piece's probability
 * @param rank how many pieces were held likelier; of equally likely ones the lower id goes first
 * @param best the id that was held likeliest
 * @since 0.1.0
 */
public record Guess(double logProb, int rank, int best) {

  /**
   * Reads a guess off the logits of one position, {@code p(i) = exp(logit(i)) / sum of exp(logit)},
   * summed in double.
   *
   * @param logits holds the position's logits from {@code offset} on
   * @param size of the vocabulary
   * @param label the right piece
   */
  public static Guess of(float[] logits, int offset, int size, int label) {
    float right = logits[offset + label];
    float largest = Float.NEGATIVE_INFINITY;
    int best = 0;
    int rank = 0;
    for (int i = 0; i < size; i++) {
      float logit = logits[offset + i];
      if (logit > largest) {
        largest = logit;
        best = i;
      }
      rank += logit > right || logit == right && i < label ? 1 : 0;
    }
    double total = 0;
    for (int i = offset; i < offset + size; i++) {
      total += Math.exp(logits[i] - largest);
    }
    return new Guess((double) right - largest - Math.log(total), rank, best);
  }

  /** Reads a guess off probabilities. */
  public static Guess of(double[] probabilities, int label) {
    double right = probabilities[label];
    int best = 0;
    int rank = 0;
    for (int i = 0; i < probabilities.length; i++) {
      double p = probabilities[i];
      best = p > probabilities[best] ? i : best;
      rank += p > right || p == right && i < label ? 1 : 0;
    }
    return new Guess(Math.log(right), rank, best);
  }
}

package io.github.albert4j.training.gradient;

import io.github.albert4j.engine.Tensor;

/**
 * Teaches that a hidden piece is not the one beside it: {@code -w Σ log(1 - p(c))} over the pieces
 * c that stand left and right of it, unless c is the right one. With {@code s = p(c) / (1 - p(c))}
 * the derivative by the logits is {@code w Σ s (onehot(c) - p)}.
 *
 * <p>Unlikelihood training (Welleck et al. 2020, "Neural Text Generation with Unlikelihood
 * Training", section 5), of which a repeating generator is the usual patient. A small masked LM
 * repeats, too: what a text is about is likely to be said again, and it takes little loss to learn
 * that it is not said twice in a row.
 */
final class NeighbourUnlikelihood {
  /** Where p is so near to 1, what is left of it is noise of fp32. */
  private static final double LEAST_REST = 1e-6;

  private final double weight;
  private final int vocabulary;
  private final float[] row;

  NeighbourUnlikelihood(double weight, int vocabulary) {
    this.weight = weight;
    this.vocabulary = vocabulary;
    this.row = new float[vocabulary];
  }

  /**
   * Adds the derivative to p, which is the cross entropy's but for the label's 1.
   *
   * @param ids what is to be seen of the packed rows
   * @param position of the hidden piece among them
   * @param label what stood there
   * @param rows {@code [rows, vocabulary]}, p of the hidden pieces
   * @param i the piece's row
   * @return the loss
   */
  double add(int[] ids, int position, int label, Tensor rows, int i) {
    if (weight == 0) {
      return 0;
    }
    long first = (long) i * vocabulary;
    rows.read(first, row, 0, vocabulary);
    // Each row begins with [CLS] and ends with [SEP], and neither is hidden.
    int left = ids[position - 1];
    int right = ids[position + 1];
    double leftRest = 1 - (left == label ? 0 : row[left]);
    double rightRest = 1 - (right == label || right == left ? 0 : row[right]);
    double leftOdds = odds(leftRest);
    double rightOdds = odds(rightRest);
    float kept = (float) (1 - weight * (leftOdds + rightOdds));
    for (int j = 0; j < vocabulary; j++) {
      row[j] *= kept;
    }
    row[left] += (float) (weight * leftOdds);
    row[right] += (float) (weight * rightOdds);
    rows.write(first, row, 0, vocabulary);
    return -weight * (log(leftRest) + log(rightRest));
  }

  private static double odds(double rest) {
    return (1 - rest) / Math.max(LEAST_REST, rest);
  }

  private static double log(double rest) {
    return Math.log(Math.max(LEAST_REST, rest));
  }
}

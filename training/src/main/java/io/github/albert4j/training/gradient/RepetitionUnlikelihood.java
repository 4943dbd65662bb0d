package io.github.albert4j.training.gradient;

import io.github.albert4j.engine.Tensor;

/**
 * Teaches that a hidden piece is none of those near it: {@code -w Σ log(1 - p(c))} over the pieces
 * c that stand at most so far from it, unless c is the right one. With {@code s = p(c) / (1 -
 * p(c))} the derivative by the logits is {@code w Σ s (onehot(c) - p)}.
 *
 * <p>Unlikelihood training (Welleck et al. 2020, "Neural Text Generation with Unlikelihood
 * Training", section 5), of which a repeating generator is the usual patient. A small masked LM
 * repeats, too: what a text is about is likely to be said again, and it takes little loss to learn
 * that it is not said twice in a sentence.
 */
final class RepetitionUnlikelihood {
  /**
   * Pieces of a vocabulary come by falling frequency. The first of them are mostly grammar's, and
   * said again all the time, though not side by side.
   */
  static final int COMMON = 100;

  /** Where p is so near to 1, what is left of it is noise of fp32. */
  private static final double LEAST_REST = 1e-6;

  private final double weight;
  private final int distance;
  private final int cls;
  private final int sep;
  private final float[] row; // [vocabulary]
  private final int[] near;
  private final double[] odds; // s, of each piece of near

  /**
   * @param cls the id that begins each row
   * @param sep the id that ends each of its parts
   */
  RepetitionUnlikelihood(double weight, int distance, int vocabulary, int cls, int sep) {
    this.weight = weight;
    this.distance = distance;
    this.cls = cls;
    this.sep = sep;
    this.row = new float[vocabulary];
    this.near = new int[2 * distance];
    this.odds = new double[2 * distance];
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
    int n = collect(ids, position, -1, label, 0);
    n = collect(ids, position, 1, label, n);
    long first = (long) i * row.length;
    rows.read(first, row, 0, row.length);
    double loss = 0;
    double sum = 0;
    for (int k = 0; k < n; k++) {
      double rest = Math.max(LEAST_REST, 1 - row[near[k]]);
      loss -= Math.log(rest);
      odds[k] = (1 - rest) / rest;
      sum += odds[k];
    }
    float kept = (float) (1 - weight * sum);
    for (int j = 0; j < row.length; j++) {
      row[j] *= kept;
    }
    for (int k = 0; k < n; k++) {
      row[near[k]] += (float) (weight * odds[k]);
    }
    rows.write(first, row, 0, row.length);
    return weight * loss;
  }

  /** Adds the pieces on one side to the n that are there; gives how many there are then. */
  private int collect(int[] ids, int position, int step, int label, int n) {
    int count = n;
    boolean inside = true; // of the part that the hidden piece is in
    for (int d = 1, at = position + step; d <= distance && inside; d++, at += step) {
      int piece = ids[at];
      if (piece != label && (d == 1 || piece >= COMMON) && !collected(piece, count)) {
        near[count++] = piece;
      }
      inside = piece != cls && piece != sep && at > 0 && at < ids.length - 1;
    }
    return count;
  }

  private boolean collected(int piece, int n) {
    for (int k = 0; k < n; k++) {
      if (near[k] == piece) {
        return true;
      }
    }
    return false;
  }
}

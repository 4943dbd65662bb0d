package io.github.albert4j.training.gradient;

import io.github.albert4j.model.PackedBatch;
import java.util.BitSet;

/**
 * A softmax over the candidates of each row, {@code p = exp(x) / Σ exp(x)}: the tokens at which an
 * answer may start, or end. The others have probability 0 and no derivative.
 */
final class CandidateSoftmax {
  private final int[] rowStarts;
  private final float[] logits; // [tokens]
  private final float[] probabilities; // [tokens]
  private final double[] logTotals; // [rows]
  private final int[] best; // [rows]

  /**
   * @param candidates of each row, from its first token on
   * @param logits {@code [tokens]}
   */
  CandidateSoftmax(PackedBatch batch, BitSet[] candidates, float[] logits) {
    this.rowStarts = batch.rowStarts();
    this.logits = logits;
    this.probabilities = new float[logits.length];
    this.logTotals = new double[batch.rows()];
    this.best = new int[batch.rows()];
    for (int row = 0; row < batch.rows(); row++) {
      int[] tokens = candidates[row].stream().toArray();
      fill(row, tokens);
    }
  }

  private void fill(int row, int[] tokens) {
    int from = rowStarts[row];
    best[row] = from + tokens[0];
    for (int token : tokens) {
      best[row] = logits[from + token] > logits[best[row]] ? from + token : best[row];
    }
    double max = logits[best[row]];
    double sum = 0;
    for (int token : tokens) {
      sum += Math.exp(logits[from + token] - max);
    }
    logTotals[row] = max + Math.log(sum);
    for (int token : tokens) {
      probabilities[from + token] = (float) Math.exp(logits[from + token] - logTotals[row]);
    }
  }

  /** {@code [tokens]}, as they were given. */
  float[] logits() {
    return logits;
  }

  /** {@code [tokens]}. */
  float[] probabilities() {
    return probabilities;
  }

  /** The first of a row's likeliest tokens, in the packed rows. */
  int best(int row) {
    return best[row];
  }

  /** {@code -log p} of a token of the packed rows. */
  double loss(int row, int token) {
    return logTotals[row] - logits[token];
  }

  /** The derivatives of a weight times the sum of the rows' losses, {@code w (p - onehot)}. */
  float[] dLogits(int[] tokens, double weight) {
    float[] d = new float[probabilities.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = (float) (weight * probabilities[i]);
    }
    for (int token : tokens) {
      d[token] -= (float) weight;
    }
    return d;
  }

  /** Adds what comes through the probabilities, {@code dx += p ⊙ (dp - Σ p ⊙ dp)} of each row. */
  void backward(float[] dp, float[] dx) {
    for (int row = 0; row < logTotals.length; row++) {
      double sum = 0;
      for (int i = rowStarts[row]; i < rowStarts[row + 1]; i++) {
        sum += (double) probabilities[i] * dp[i];
      }
      for (int i = rowStarts[row]; i < rowStarts[row + 1]; i++) {
        dx[i] += (float) (probabilities[i] * (dp[i] - sum));
      }
    }
  }
}

package io.github.albert4j.pipeline;

import io.github.albert4j.AlbertException;

/**
 * The softmax over one position's logits, {@code p(i) = exp(logit(i)) / sum of exp(logit)}, in
 * double. A view: the logits stay where the model wrote them.
 */
final class Distribution {
  private final float[] logits;
  private final int offset;
  private final int size;

  /** The logarithm of the sum of exp(logit). */
  private final double logTotal;

  Distribution(float[] logits, int offset, int size) {
    this.logits = logits;
    this.offset = offset;
    this.size = size;
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = offset; i < offset + size; i++) {
      largest = Math.max(largest, logits[i]);
    }
    double total = 0;
    for (int i = offset; i < offset + size; i++) {
      total += Math.exp((double) logits[i] - largest);
    }
    this.logTotal = largest + Math.log(total);
    requireFinite(logTotal);
  }

  /** Refuses what damaged weights compute. */
  static void requireFinite(double value) {
    if (!Double.isFinite(value)) {
      throw new AlbertException(
          "the model's logits are not finite numbers: its weights are damaged, or of another model");
    }
  }

  /** How many ids there are. */
  int size() {
    return size;
  }

  /** The natural logarithm of an id's probability. */
  double logProbability(int id) {
    return logits[offset + id] - logTotal;
  }

  double probability(int id) {
    return Math.exp(logProbability(id));
  }

  /**
   * The {@code k} likeliest ids, or all where there are fewer, best first; ties go to the lower id.
   */
  int[] best(int k) {
    TopK top = new TopK(Math.min(k, size));
    for (int id = 0; id < size; id++) {
      top.offer(id, logits[offset + id]);
    }
    return top.ids();
  }
}

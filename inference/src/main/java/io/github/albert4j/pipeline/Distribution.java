package io.github.albert4j.pipeline;

import io.github.albert4j.AlbertException;

/**
 * The softmax over one position's logits, {@code p(i) = exp(logit(i)) / sum of exp(logit)}, in
 * double. A view: the logits stay where the model wrote them.
 */
final class Distribution {
  /** Logits in a stretch: those below the best so far are passed over in one step. */
  private static final int STRETCH = 64;

  private final float[] logits;
  private final int offset;
  private final int size;

  /** The largest logit of each stretch. */
  private final float[] largest;

  /** The logarithm of the sum of exp(logit). */
  private final double logTotal;

  Distribution(float[] logits, int offset, int size) {
    this.logits = logits;
    this.offset = offset;
    this.size = size;
    this.largest = new float[(size + STRETCH - 1) / STRETCH];
    float most = Float.NEGATIVE_INFINITY;
    for (int stretch = 0; stretch < largest.length; stretch++) {
      float own = Float.NEGATIVE_INFINITY;
      for (int i = offset + stretch * STRETCH; i < offset + end(stretch); i++) {
        if (logits[i] > own) { // no NaN is, but the total below will be one
          own = logits[i];
        }
      }
      largest[stretch] = own;
      most = Math.max(most, own);
    }
    double total = 0;
    for (int i = offset; i < offset + size; i++) {
      total += Math.exp((double) logits[i] - most);
    }
    this.logTotal = most + Math.log(total);
    requireFinite(logTotal);
  }

  /** Behind the last id of a stretch. */
  private int end(int stretch) {
    return Math.min(size, (stretch + 1) * STRETCH);
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
    for (int stretch = 0; stretch < largest.length; stretch++) {
      if (top.takes(largest[stretch])) {
        for (int id = stretch * STRETCH; id < end(stretch); id++) {
          top.offer(id, logits[offset + id]);
        }
      }
    }
    return top.ids();
  }
}

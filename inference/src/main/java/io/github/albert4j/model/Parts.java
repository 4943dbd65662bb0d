package io.github.albert4j.model;

import java.util.ArrayList;
import java.util.List;

/** Cuts the rows of a call into parts for the workers, in order. */
final class Parts {
  /**
   * Below this a part is bound by reading the weights, and sharing them between cores is better.
   */
  private static final int WORTH_A_WORKER = 128; // tokens

  private Parts() {}

  /**
   * @param threads workers that can run side by side
   * @param limit tokens that a workspace should not exceed, unless one row alone does
   */
  static List<Part> cut(ForwardPass pass, int threads, int limit) {
    PackedBatch batch = pass.batch();
    int share = (batch.tokens() + threads - 1) / threads;
    int target = Math.min(limit, Math.max(WORTH_A_WORKER, share));
    List<Part> parts = new ArrayList<>();
    int from = 0;
    int tokens = 0;
    for (int row = 0; row < batch.rows(); row++) {
      int length = batch.length(row);
      if (row > from && (tokens + length / 2 > target || tokens + length > limit)) {
        parts.add(new Part(pass, from, row));
        from = row;
        tokens = 0;
      }
      tokens += length;
    }
    if (from < batch.rows()) {
      parts.add(new Part(pass, from, batch.rows()));
    }
    return parts;
  }
}

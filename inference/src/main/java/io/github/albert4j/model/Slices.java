package io.github.albert4j.model;

import java.util.ArrayList;
import java.util.List;

/** Cuts the rows of a batch into slices for the workers, in order. */
final class Slices {
  /**
   * Below this a slice is bound by reading the weights, and sharing them between cores is better.
   */
  private static final int WORTH_A_WORKER = 128; // tokens

  private Slices() {}

  /** Rows {@code [from, to)}. */
  record Range(int from, int to) {}

  /**
   * @param threads workers that can run side by side
   * @param limit tokens that a workspace should not exceed, unless one row alone does
   */
  static List<Range> cut(PackedBatch batch, int threads, int limit) {
    int share = (batch.tokens() + threads - 1) / threads;
    int target = Math.min(limit, Math.max(WORTH_A_WORKER, share));
    List<Range> ranges = new ArrayList<>();
    int from = 0;
    int tokens = 0;
    for (int row = 0; row < batch.rows(); row++) {
      int length = batch.length(row);
      if (row > from && (tokens + length / 2 > target || tokens + length > limit)) {
        ranges.add(new Range(from, row));
        from = row;
        tokens = 0;
      }
      tokens += length;
    }
    if (from < batch.rows()) {
      ranges.add(new Range(from, batch.rows()));
    }
    return ranges;
  }
}

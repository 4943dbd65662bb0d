package io.github.albert4j.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Cuts the rows of a call into parts for the workers, in order. */
final class Parts {
  /**
   * Below this a part is bound by reading the weights, and sharing them between cores is better.
   */
  private static final int WORTH_A_WORKER = 128; // tokens

  private Parts() {}

  /**
   * As many parts for each worker, of about as many tokens, so that they end together: a part ends
   * at the row's end that is nearest to a multiple of what a part should have.
   *
   * @param threads workers that can run side by side
   * @param limit tokens that a workspace should not exceed, unless one row alone does
   */
  static List<Part> cut(ForwardPass pass, int threads, int limit) {
    int[] starts = pass.batch().rowStarts();
    int rows = pass.batch().rows();
    int share = ceilDiv(starts[rows], threads);
    int room = Math.max(limit / 2, limit - longest(pass.batch()) / 2); // ends lie beside multiples
    int target = ceilDiv(share, ceilDiv(Math.max(1, share), room));
    target = Math.max(target, Math.min(limit, WORTH_A_WORKER));
    List<Part> parts = new ArrayList<>();
    int from = 0;
    for (int row = 1; row < rows; row++) {
      long end = (Math.round((double) starts[from] / target) + 1) * target;
      int middle = starts[row] + (starts[row + 1] - starts[row]) / 2;
      if (middle > end || starts[row + 1] - starts[from] > limit) {
        parts.add(new Part(pass, from, row));
        from = row;
      }
    }
    if (from < rows) {
      parts.add(new Part(pass, from, rows));
    }
    return parts;
  }

  private static int longest(PackedBatch batch) {
    return IntStream.range(0, batch.rows()).map(batch::length).max().orElse(0);
  }

  private static int ceilDiv(int n, int divisor) {
    return (n + divisor - 1) / divisor;
  }
}

package io.github.albert4j.model;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Operations;
import io.github.albert4j.engine.Strided;
import io.github.albert4j.engine.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Multi-head self-attention {@code softmax(Q Kᵀ / √d) V} of rows packed end to end: each row
 * attends to itself alone, over its own length, so nothing is spent on padding and no mask is
 * needed.
 *
 * <p>The heads are not transposed in memory; strides pick them out of {@code [tokens, 3 hidden]}.
 */
final class Attention {
  private final int hidden;
  private final int heads;
  private final int headSize;

  Attention(AlbertConfig config) {
    this.hidden = config.hiddenSize();
    this.heads = config.numAttentionHeads();
    this.headSize = config.headSize();
  }

  /**
   * Computes {@code context} from {@code queryKeyValue} for each row.
   *
   * @param rowStarts {@code [rows + 1]}, in tokens
   * @param weights where to put {@code [heads, length, length]} of each row, or null
   */
  void apply(Workspace w, int[] rowStarts, float @Nullable [][] weights) {
    for (int row = 0; row < rowStarts.length - 1; ) {
      int length = rowStarts[row + 1] - rowStarts[row];
      long scores = (long) heads * length * length;
      int rows = 1;
      int headsAtOnce = heads;
      if (scores <= w.scoreLimit) {
        rows = Math.min(equalRows(rowStarts, row), (int) (w.scoreLimit / scores));
        rows = Integer.highestOneBit(rows); // few shapes, so few primitives
      } else {
        headsAtOnce = (int) Math.max(1, w.scoreLimit / ((long) length * length));
      }
      for (int head = 0; head < heads; head += headsAtOnce) {
        int n = Math.min(headsAtOnce, heads - head);
        attend(w, rowStarts[row], rows, length, head, n);
        if (weights != null) {
          copyWeights(w, weights, row, rows, length, head, n);
        }
      }
      row += rows;
    }
  }

  /** How many rows from this one on have its length. */
  private static int equalRows(int[] rowStarts, int row) {
    int length = rowStarts[row + 1] - rowStarts[row];
    int end = row + 1;
    while (end < rowStarts.length - 1 && rowStarts[end + 1] - rowStarts[end] == length) {
      end++;
    }
    return end - row;
  }

  /** Some heads of some rows of one length, in one multiplication each. */
  private void attend(Workspace w, int token, int rows, int length, int head, int n) {
    Operations ops = w.operations;
    long width = 3L * hidden;
    long query = token * width + (long) head * headSize;
    long[] byToken = {length * width, headSize, width, 1};
    long[] byKey = {length * width, headSize, 1, width};
    long[] queries = {rows, n, length, headSize};
    long[] keys = {rows, n, headSize, length};
    long[] square = {rows, n, length, length};
    long[] dense = {(long) n * length * length, (long) length * length, length, 1};
    Tensor scores = w.scores.as((long) rows * n * length, length);
    Tensor probabilities = w.probabilities.as((long) rows * n * length, length);

    ops.matmul(
        new Strided(w.queryKeyValue, query, queries, byToken),
        new Strided(w.queryKeyValue, query + hidden, keys, byKey),
        new Strided(w.scores, 0, square, dense));
    ops.softmax(scores, probabilities);
    ops.matmul(
        new Strided(w.probabilities, 0, square, dense),
        new Strided(w.queryKeyValue, query + 2L * hidden, queries, byToken),
        new Strided(
            w.context,
            (long) token * hidden + (long) head * headSize,
            queries,
            new long[] {(long) length * hidden, headSize, hidden, 1}));
  }

  private void copyWeights(
      Workspace w, float[][] weights, int row, int rows, int length, int head, int n) {
    int square = length * length;
    for (int r = 0; r < rows; r++) {
      if (weights[row + r] == null) {
        weights[row + r] = new float[heads * square];
      }
      w.probabilities.read((long) r * n * square, weights[row + r], head * square, n * square);
    }
  }
}

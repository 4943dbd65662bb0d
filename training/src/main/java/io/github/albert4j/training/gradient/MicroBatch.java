package io.github.albert4j.training.gradient;

import io.github.albert4j.model.PackedBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows that one thread computes at once, laid end to end, and what they should give.
 *
 * @param batch ids, types and positions
 * @param instances the number in the step of each row: dropout depends on it, and not on the cut
 * @param targets what the model should say of these rows
 */
public record MicroBatch(PackedBatch batch, long[] instances, Targets targets) {
  /** Tokens are rounded up to a multiple of this, so that few shapes arise. */
  private static final int BUCKET = 32;

  /** Rows of activations that are computed: those beyond the tokens are 0, or of no effect. */
  int bucket() {
    return bucket(batch.tokens());
  }

  /** The same for some of the tokens. */
  static int bucket(int tokens) {
    return (tokens + BUCKET - 1) / BUCKET * BUCKET;
  }

  /** The tokens whose last hidden state the targets need, or null for all. */
  @Nullable ReadTokens read() {
    if (targets instanceof Targets.TokenLabels || targets instanceof Targets.Spans) {
      return null;
    }
    IntStream read = Arrays.stream(batch.rowStarts(), 0, batch.rows());
    if (targets instanceof Targets.Pretraining t) {
      read = IntStream.concat(read, Arrays.stream(t.positions())).sorted().distinct();
    }
    return ReadTokens.of(batch, read.toArray());
  }

  Rows rows() {
    return new Rows(0, batch.rows(), batch.rowStarts(), instances);
  }

  /**
   * Rows that attention computes together: of one length, and with as many queries.
   *
   * @param firstQuery among all queries of the micro-batch
   * @param queries of each row
   * @param probabilities where their attention probabilities begin, in elements
   */
  record Group(
      int firstRow,
      int rows,
      int firstToken,
      int length,
      int firstQuery,
      int queries,
      long probabilities) {}

  /**
   * Cuts the rows into groups of neighbours that are alike.
   *
   * @param read the tokens that have queries, or null for all
   * @param most attention scores in a group, unless one row alone has more
   */
  List<Group> groups(@Nullable ReadTokens read, int heads, long most) {
    List<Group> groups = new ArrayList<>();
    int[] tokens = batch.rowStarts();
    int[] queries = read == null ? tokens : read.rowStarts();
    long at = 0;
    for (int row = 0; row < batch.rows(); ) {
      int length = size(tokens, row);
      int asking = size(queries, row);
      long scores = (long) heads * asking * length;
      int equal = 1;
      while (row + equal < batch.rows()
          && size(tokens, row + equal) == length
          && size(queries, row + equal) == asking) {
        equal++;
      }
      int rows = (int) Math.max(1, Math.min(equal, most / scores));
      rows = Integer.highestOneBit(rows); // few shapes, so few primitives
      groups.add(new Group(row, rows, tokens[row], length, queries[row], asking, at));
      at += rows * scores;
      row += rows;
    }
    return groups;
  }

  private static int size(int[] starts, int row) {
    return starts[row + 1] - starts[row];
  }

  /** Attention probabilities of all rows in one block, in elements. */
  long probabilities(int heads) {
    long sum = 0;
    for (int row = 0; row < batch.rows(); row++) {
      sum += (long) heads * batch.length(row) * batch.length(row);
    }
    return sum;
  }
}

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

  /** The tokens whose last hidden state the targets need, rising, or null for all. */
  int @Nullable [] read() {
    if (targets instanceof Targets.TokenLabels || targets instanceof Targets.Spans) {
      return null;
    }
    IntStream firsts = Arrays.stream(batch.rowStarts(), 0, batch.rows());
    return targets instanceof Targets.Pretraining t
        ? IntStream.concat(firsts, Arrays.stream(t.positions())).sorted().distinct().toArray()
        : firsts.toArray();
  }

  Rows rows() {
    return new Rows(0, batch.rows(), batch.rowStarts(), instances);
  }

  /**
   * Rows of one length that attention computes together.
   *
   * @param probabilities where their attention probabilities begin, in elements
   */
  record Group(int firstRow, int rows, int firstToken, int length, long probabilities) {}

  /**
   * Cuts the rows into groups of neighbours of one length.
   *
   * @param most attention scores in a group, unless one row alone has more
   */
  List<Group> groups(int heads, long most) {
    List<Group> groups = new ArrayList<>();
    int[] starts = batch.rowStarts();
    long at = 0;
    for (int row = 0; row < batch.rows(); ) {
      int length = batch.length(row);
      long scores = (long) heads * length * length;
      int equal = 1;
      while (row + equal < batch.rows() && batch.length(row + equal) == length) {
        equal++;
      }
      int rows = (int) Math.max(1, Math.min(equal, most / scores));
      rows = Integer.highestOneBit(rows); // few shapes, so few primitives
      groups.add(new Group(row, rows, starts[row], length, at));
      at += rows * scores;
      row += rows;
    }
    return groups;
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

package io.github.albert4j.training.gradient;

import io.github.albert4j.engine.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One micro-batch on its way forward and back.
 *
 * @param pass operations, weights, and where the gradient is summed
 * @param room what forward keeps, and both compute in
 * @param batch the rows
 * @param dropout of the step, or null for none
 */
record Run(Pass pass, Activations room, MicroBatch batch, @Nullable Dropout dropout) {
  /** Whether dropout of this rate changes anything. */
  boolean drops(double rate) {
    return dropout != null && rate > 0;
  }

  /** Dropout of what belongs to all rows of the batch; see the other form. */
  Tensor drop(
      Dropout.Site site, int block, double rate, Dropout.RowElements elements, Tensor x, Tensor y) {
    return drop(site, block, rate, batch.rows(), elements, x, y);
  }

  /**
   * Dropout, forward and back alike.
   *
   * @param block the block in which x stands, from 0
   * @param rows whose part x is
   * @param elements of each row, by its length
   * @param y takes the result where something is dropped; may be x
   * @return y, or x where nothing is dropped
   */
  Tensor drop(
      Dropout.Site site,
      int block,
      double rate,
      Rows rows,
      Dropout.RowElements elements,
      Tensor x,
      Tensor y) {
    if (dropout == null || rate == 0) {
      return x;
    }
    dropout.apply(pass, site, block, rate, rows, elements, x, room.mask, y);
    return y;
  }
}

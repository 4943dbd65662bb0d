package io.github.albert4j.training.gradient;

/**
 * Rows {@code [first, end)} of a micro-batch.
 *
 * @param starts of all rows of the micro-batch, in tokens
 * @param instances the number in the step of each row
 */
record Rows(int first, int end, int[] starts, long[] instances) {
  int length(int row) {
    return starts[row + 1] - starts[row];
  }

  long instance(int row) {
    return instances[row];
  }

  Rows part(int from, int to) {
    return new Rows(from, to, starts, instances);
  }
}

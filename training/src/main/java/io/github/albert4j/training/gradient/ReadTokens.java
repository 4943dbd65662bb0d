package io.github.albert4j.training.gradient;

import io.github.albert4j.model.PackedBatch;

/**
 * The tokens whose last hidden state is read: of each row one at least.
 *
 * @param tokens of the packed rows, rising
 * @param rowStarts {@code [rows + 1]}, where each row's begin among them
 */
record ReadTokens(int[] tokens, int[] rowStarts) {
  static ReadTokens of(PackedBatch batch, int[] tokens) {
    int[] starts = new int[batch.rows() + 1];
    int i = 0;
    for (int row = 0; row < batch.rows(); row++) {
      int end = batch.rowStarts()[row + 1];
      while (i < tokens.length && tokens[i] < end) {
        i++;
      }
      starts[row + 1] = i;
      assert i > starts[row] : "nothing is read of row " + row;
    }
    return new ReadTokens(tokens, starts);
  }

  int count() {
    return tokens.length;
  }
}

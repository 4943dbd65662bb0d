package io.github.albert4j.evaluation.report;

/**
 * A row some of whose pieces are to be guessed.
 *
 * @param ids {@code [length]}, as the model sees them
 * @param tokenTypeIds {@code [length]}
 * @param positions of the pieces to be guessed, ascending
 * @param labels what stands there, one a position
 * @param swapped whether the second segment was put first
 * @param segments 1 or 2; order can be judged of two only
 */
record HiddenRow(
    int[] ids, int[] tokenTypeIds, int[] positions, int[] labels, boolean swapped, int segments) {

  /** A position's 30,000 logits take about as long, and far more memory, than this many tokens. */
  private static final int TOKENS_A_POSITION = 16;

  /**
   * One segment of which one piece is masked.
   *
   * @param row with all pieces in place; is not kept
   */
  static HiddenRow alone(int[] row, int position, int maskId) {
    int[] ids = row.clone();
    ids[position] = maskId;
    return new HiddenRow(
        ids, new int[ids.length], new int[] {position}, new int[] {row[position]}, false, 1);
  }

  /** In tokens that the model computes. */
  int cost() {
    return Math.max(ids.length, TOKENS_A_POSITION * positions.length);
  }
}

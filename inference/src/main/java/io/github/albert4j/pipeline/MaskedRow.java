package io.github.albert4j.pipeline;

/**
 * A row whose vocabulary is wanted at some positions.
 *
 * @param ids {@code [length]}
 * @param tokenTypeIds {@code [length]}
 * @param positions where, ascending
 */
record MaskedRow(int[] ids, int[] tokenTypeIds, int... positions) {
  /**
   * 30,000 logits at one position take about as long, and far more memory, than this many tokens.
   */
  private static final int TOKENS_A_POSITION = 16;

  /** In tokens that the model computes. */
  long cost() {
    return Math.max(ids.length, TOKENS_A_POSITION * positions.length);
  }
}

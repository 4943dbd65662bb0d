package io.github.albert4j.pipeline;

/**
 * A text with masks, as pieces.
 *
 * @param ids {@code [length]}
 * @param tokenTypeIds {@code [length]}
 * @param masks positions of {@code [MASK]}, ascending
 */
record MaskedText(int[] ids, int[] tokenTypeIds, int[] masks) {

  /** The row as it stands, read at all its masks. */
  MaskedRow row() {
    return new MaskedRow(ids, tokenTypeIds, masks);
  }

  /** The ids with the first masks filled, an id for each. */
  int[] fill(int... tokens) {
    int[] filled = ids.clone();
    for (int i = 0; i < tokens.length; i++) {
      filled[masks[i]] = tokens[i];
    }
    return filled;
  }

  /** The ids with one mask filled. */
  int[] fillOne(int mask, int token) {
    int[] filled = ids.clone();
    filled[masks[mask]] = token;
    return filled;
  }
}

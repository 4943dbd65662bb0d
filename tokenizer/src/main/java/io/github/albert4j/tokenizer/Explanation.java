package io.github.albert4j.tokenizer;

import java.util.List;

/**
 * Why a text became the pieces that it did.
 *
 * @param pieces of the text, in order
 * @param runnersUp the next best splits with their scores, best first; before the digit-comma rule
 * @param lost the parts of the text that became {@code <unk>}: the model cannot see what they were
 * @since 0.1.0
 */
public record Explanation(List<Piece> pieces, List<Split> runnersUp, List<Lost> lost) {

  /**
   * One piece.
   *
   * @param piece its surface
   * @param id in the vocabulary
   * @param score its log probability; for an unknown run, of one unknown character
   * @param start first UTF-16 unit in the text
   * @param end one past the last
   */
  public record Piece(String piece, int id, double score, int start, int end) {}

  /**
   * A part of the text that the vocabulary does not have.
   *
   * @param text as it stands in the text
   */
  public record Lost(String text, int start, int end) {}
}

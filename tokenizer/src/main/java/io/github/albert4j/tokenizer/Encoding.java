package io.github.albert4j.tokenizer;

import java.util.List;

/**
 * A text, or a pair of texts, as the model reads it. All arrays have one entry a piece.
 *
 * @param ids vocabulary ids
 * @param tokenTypeIds 0 for {@code [CLS] A [SEP]}, 1 for {@code B [SEP]}
 * @param attentionMask 1, or 0 for padding
 * @param specialTokensMask 1 for {@code [CLS]} and {@code [SEP]} (and padding) that the tokenizer
 *     added
 * @param pieces surfaces; an unknown run shows its own normalised characters
 * @param starts first UTF-16 unit of each piece in its own text (0 for added pieces)
 * @param ends one past the last UTF-16 unit
 * @param overflow the further windows, when the text was cut with a stride
 * @since 0.1.0
 */
public record Encoding(
    int[] ids,
    int[] tokenTypeIds,
    int[] attentionMask,
    int[] specialTokensMask,
    List<String> pieces,
    int[] starts,
    int[] ends,
    List<Encoding> overflow) {

  /** The number of pieces, special and padding ones included. */
  public int length() {
    return ids.length;
  }
}

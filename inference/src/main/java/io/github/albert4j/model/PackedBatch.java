package io.github.albert4j.model;

import io.github.albert4j.tokenizer.Encoding;
import java.util.List;

/**
 * Rows of ids laid end to end, without padding.
 *
 * @param ids {@code [tokens]}
 * @param tokenTypeIds {@code [tokens]}
 * @param positionIds {@code [tokens]}, from 0 in each row
 * @param rowStarts {@code [rows + 1]}, in tokens
 * @since 0.1.0
 */
public record PackedBatch(int[] ids, int[] tokenTypeIds, int[] positionIds, int[] rowStarts) {
  public int rows() {
    return rowStarts.length - 1;
  }

  public int tokens() {
    return ids.length;
  }

  /** Packs encodings; their padding is left out. */
  public static PackedBatch of(List<Encoding> encodings) {
    throw new UnsupportedOperationException();
  }

  /** Packs rows of ids; types may be null (all 0). */
  public static PackedBatch of(int[][] ids, int[][] tokenTypeIds) {
    throw new UnsupportedOperationException();
  }
}

package io.github.albert4j.model;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.tokenizer.Encoding;
import java.util.BitSet;
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

  /** Tokens of one row. */
  public int length(int row) {
    return rowStarts[row + 1] - rowStarts[row];
  }

  /**
   * Where an answer may start and end in a row {@code [CLS] question [SEP] text [SEP]}, in tokens
   * from the row's first: at {@code [CLS]}, which stands for no answer, and in the text, which is
   * of type 1, without the {@code [SEP]} behind it.
   */
  public BitSet answerCandidates(int row) {
    BitSet candidates = new BitSet(length(row));
    candidates.set(0);
    for (int token = 1; token < length(row) - 1; token++) {
      candidates.set(token, tokenTypeIds[rowStarts[row] + token] == 1);
    }
    return candidates;
  }

  /** Packs encodings; their padding is left out. */
  public static PackedBatch of(List<Encoding> encodings) {
    int[][] ids = new int[encodings.size()][];
    int[][] types = new int[encodings.size()][];
    int[][] masks = new int[encodings.size()][];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = encodings.get(i).ids();
      types[i] = encodings.get(i).tokenTypeIds();
      masks[i] = encodings.get(i).attentionMask();
    }
    return of(ids, types, masks);
  }

  /** Packs rows of ids; types may be null (all 0). */
  public static PackedBatch of(int[][] ids, int[][] tokenTypeIds) {
    return of(ids, tokenTypeIds, null);
  }

  /**
   * Packs the tokens whose mask is not 0; each keeps the position that it had among the others.
   *
   * @param ids {@code [rows][length of the row]}
   * @param tokenTypeIds likewise, or null for all 0
   * @param attentionMask likewise, or null for all 1
   */
  public static PackedBatch of(int[][] ids, int[][] tokenTypeIds, int[][] attentionMask) {
    int[] rowStarts = new int[ids.length + 1];
    for (int row = 0; row < ids.length; row++) {
      int n = attentionMask == null ? ids[row].length : count(attentionMask[row]);
      if (n == 0) {
        throw new InvalidInputException("row " + row + " has no tokens");
      }
      rowStarts[row + 1] = Math.addExact(rowStarts[row], n);
    }
    int tokens = rowStarts[ids.length];
    PackedBatch batch =
        new PackedBatch(new int[tokens], new int[tokens], new int[tokens], rowStarts);
    int to = 0;
    for (int row = 0; row < ids.length; row++) {
      for (int i = 0; i < ids[row].length; i++) {
        if (attentionMask == null || attentionMask[row][i] != 0) {
          batch.ids[to] = ids[row][i];
          batch.tokenTypeIds[to] = tokenTypeIds == null ? 0 : tokenTypeIds[row][i];
          batch.positionIds[to] = i;
          to++;
        }
      }
    }
    return batch;
  }

  private static int count(int[] mask) {
    int n = 0;
    for (int m : mask) {
      n += m != 0 ? 1 : 0;
    }
    return n;
  }
}

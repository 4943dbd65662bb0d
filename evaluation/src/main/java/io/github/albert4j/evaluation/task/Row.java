package io.github.albert4j.evaluation.task;

import io.github.albert4j.model.PackedBatch;
import io.github.albert4j.tokenizer.Encoding;
import java.util.Arrays;
import java.util.List;

/**
 * What a model reads at once: {@code [CLS] first [SEP]}, or {@code [CLS] first [SEP] second [SEP]}.
 *
 * @param ids all pieces
 * @param first how many of them are of type 0; those behind are of type 1
 * @since 0.1.0
 */
public record Row(int[] ids, int first) {
  static Row of(Encoding encoding) {
    int first = 0;
    while (first < encoding.length() && encoding.tokenTypeIds()[first] == 0) {
      first++;
    }
    return new Row(encoding.ids(), first);
  }

  /** Pieces in all. */
  public int length() {
    return ids.length;
  }

  /** Rows end to end, as a model takes them. */
  public static PackedBatch pack(List<Row> rows) {
    int[][] ids = new int[rows.size()][];
    int[][] types = new int[rows.size()][];
    for (int i = 0; i < ids.length; i++) {
      Row row = rows.get(i);
      ids[i] = row.ids;
      types[i] = new int[row.length()];
      Arrays.fill(types[i], row.first, row.length(), 1);
    }
    return PackedBatch.of(ids, types);
  }
}

package io.github.albert4j.pipeline;

import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.LogitsReader;
import io.github.albert4j.model.PackedBatch;
import io.github.albert4j.model.Request;
import java.util.List;

/** Runs rows through the model, some at a time, and shows each wanted position's distribution. */
final class VocabularyReader {
  private final AlbertModel model;
  private final int batchTokens;

  VocabularyReader(AlbertModel model, int batchTokens) {
    this.model = model;
    this.batchTokens = batchTokens;
  }

  /**
   * Sees one position of one row, on a thread of the model's, see {@link LogitsReader}: what it
   * keeps of a row, it keeps in the row's place.
   */
  interface Visitor {
    /**
     * @param row which of the rows
     * @param position which of its positions, as an index into {@link MaskedRow#positions}
     * @param distribution valid during the call
     */
    void visit(int row, int position, Distribution distribution);
  }

  /** Visits all positions of all rows: those of a row in order, different rows side by side. */
  void read(List<MaskedRow> rows, Visitor visitor) {
    TokenBatches.cut(
        rows, batchTokens, MaskedRow::cost, (from, to) -> run(rows, from, to, visitor));
  }

  private void run(List<MaskedRow> rows, int from, int to, Visitor visitor) {
    int[][] ids = new int[to - from][];
    int[][] types = new int[to - from][];
    int count = 0;
    for (int row = from; row < to; row++) {
      ids[row - from] = rows.get(row).ids();
      types[row - from] = rows.get(row).tokenTypeIds();
      count += rows.get(row).positions().length;
    }
    PackedBatch batch = PackedBatch.of(ids, types);
    int[] positions = new int[count]; // in the batch
    int[] rowOf = new int[count];
    int[] positionOf = new int[count]; // which of its row's
    int next = 0;
    for (int row = from; row < to; row++) {
      int[] own = rows.get(row).positions();
      for (int i = 0; i < own.length; i++) {
        positions[next] = batch.rowStarts()[row - from] + own[i];
        rowOf[next] = row;
        positionOf[next++] = i;
      }
    }
    LogitsReader reader =
        (index, logits) ->
            visitor.visit(
                rowOf[index], positionOf[index], new Distribution(logits, 0, logits.length));
    model.forward(batch, Request.readVocabularyLogits(reader, positions));
  }
}

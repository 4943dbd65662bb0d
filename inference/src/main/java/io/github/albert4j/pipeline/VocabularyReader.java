package io.github.albert4j.pipeline;

import io.github.albert4j.model.AlbertModel;
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

  /** Sees one position of one row. */
  interface Visitor {
    /**
     * @param row which of the rows
     * @param position which of its positions, as an index into {@link MaskedRow#positions}
     * @param distribution valid during the call
     */
    void visit(int row, int position, Distribution distribution);
  }

  /** Visits all positions of all rows, in order. */
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
    int[] positions = new int[count];
    int next = 0;
    for (int row = from; row < to; row++) {
      for (int position : rows.get(row).positions()) {
        positions[next++] = batch.rowStarts()[row - from] + position;
      }
    }
    float[] logits = model.forward(batch, Request.vocabularyLogits(positions)).logits();
    int vocabulary = model.config().vocabSize();
    int offset = 0;
    for (int row = from; row < to; row++) {
      for (int i = 0; i < rows.get(row).positions().length; i++) {
        visitor.visit(row, i, new Distribution(logits, offset, vocabulary));
        offset += vocabulary;
      }
    }
  }
}

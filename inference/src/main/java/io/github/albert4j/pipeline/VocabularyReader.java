package io.github.albert4j.pipeline;

import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.LogitsReader;
import io.github.albert4j.model.ModelOutput;
import io.github.albert4j.model.PackedBatch;
import io.github.albert4j.model.Request;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

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

  /**
   * Begins to visit all positions of all rows: those of a row in order, different rows side by
   * side.
   */
  Running begin(List<MaskedRow> rows, Visitor visitor) {
    List<CompletableFuture<ModelOutput>> calls = new ArrayList<>();
    TokenBatches.cut(
        rows,
        batchTokens,
        MaskedRow::cost,
        (from, to) -> {
          int[] order = byLength(rows, from, to);
          calls.add(begin(rows, order, visitor));
        });
    return () -> Calls.await(calls);
  }

  private CompletableFuture<ModelOutput> begin(List<MaskedRow> rows, int[] order, Visitor visitor) {
    int[][] ids = new int[order.length][];
    int[][] types = new int[order.length][];
    int count = 0;
    for (int i = 0; i < order.length; i++) {
      MaskedRow row = rows.get(order[i]);
      ids[i] = row.ids();
      types[i] = row.tokenTypeIds();
      count += row.positions().length;
    }
    PackedBatch batch = PackedBatch.of(ids, types);
    int[] positions = new int[count]; // in the batch
    int[] rowOf = new int[count];
    int[] positionOf = new int[count]; // which of its row's
    int next = 0;
    for (int i = 0; i < order.length; i++) {
      int[] own = rows.get(order[i]).positions();
      for (int which = 0; which < own.length; which++) {
        positions[next] = batch.rowStarts()[i] + own[which];
        rowOf[next] = order[i];
        positionOf[next++] = which;
      }
    }
    LogitsReader reader =
        (index, logits) ->
            visitor.visit(
                rowOf[index], positionOf[index], new Distribution(logits, 0, logits.length));
    return model.forwardAsync(batch, Request.readVocabularyLogits(reader, positions));
  }

  /** Neighbours of one length attend in one multiplication. */
  private static int[] byLength(List<MaskedRow> rows, int from, int to) {
    return IntStream.range(from, to)
        .boxed()
        .sorted(Comparator.comparingInt(row -> rows.get(row).ids().length))
        .mapToInt(row -> row)
        .toArray();
  }
}

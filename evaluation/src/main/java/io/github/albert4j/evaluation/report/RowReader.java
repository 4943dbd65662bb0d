package io.github.albert4j.evaluation.report;

import io.github.albert4j.AlbertException;
import io.github.albert4j.evaluation.metrics.Guess;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.LogitsReader;
import io.github.albert4j.model.ModelOutput;
import io.github.albert4j.model.Output;
import io.github.albert4j.model.PackedBatch;
import io.github.albert4j.model.Request;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * Has a model guess rows, batch after batch, in order. A few batches are under way at once, so that
 * no thread of the model waits for what is made of the guesses.
 */
final class RowReader {
  private static final int UNDER_WAY = 3; // batches

  private final AlbertModel model;
  private final int batchTokens;
  private final Set<Output> outputs;

  /**
   * @param order whether the order of segments is to be judged, too
   */
  RowReader(AlbertModel model, int batchTokens, boolean order) {
    this.model = model;
    this.batchTokens = batchTokens;
    this.outputs = EnumSet.of(Output.VOCABULARY_LOGITS);
    if (order) {
      outputs.add(Output.SOP_LOGITS);
    }
  }

  /**
   * A batch that was begun.
   *
   * @param guesses one for each hidden token, row after row
   */
  private record Begun(
      List<HiddenRow> rows, Guess[] guesses, CompletableFuture<ModelOutput> output) {}

  /** Hands each row's guesses on, in the order of the rows. */
  void read(Iterator<HiddenRow> rows, Consumer<RowGuesses> sink) {
    Deque<Begun> running = new ArrayDeque<>();
    List<HiddenRow> batch = new ArrayList<>();
    int cost = 0;
    while (rows.hasNext()) {
      HiddenRow row = rows.next();
      if (!batch.isEmpty() && cost + row.cost() > batchTokens) {
        begin(batch, running, sink);
        batch = new ArrayList<>();
        cost = 0;
      }
      batch.add(row);
      cost += row.cost();
    }
    if (!batch.isEmpty()) {
      begin(batch, running, sink);
    }
    while (!running.isEmpty()) {
      finish(running.remove(), sink);
    }
  }

  private void begin(List<HiddenRow> batch, Deque<Begun> running, Consumer<RowGuesses> sink) {
    if (running.size() == UNDER_WAY) {
      finish(running.remove(), sink);
    }
    running.add(begin(batch));
  }

  private Begun begin(List<HiddenRow> rows) {
    PackedBatch batch =
        PackedBatch.of(
            rows.stream().map(HiddenRow::ids).toArray(int[][]::new),
            rows.stream().map(HiddenRow::tokenTypeIds).toArray(int[][]::new));
    int[] labels = rows.stream().flatMapToInt(row -> Arrays.stream(row.labels())).toArray();
    int[] positions = new int[labels.length]; // in the batch
    int next = 0;
    for (int i = 0; i < rows.size(); i++) {
      for (int position : rows.get(i).positions()) {
        positions[next++] = batch.rowStarts()[i] + position;
      }
    }
    Guess[] guesses = new Guess[labels.length];
    LogitsReader reader = (index, logits) -> guesses[index] = guess(logits, labels[index]);
    return new Begun(
        rows, guesses, model.forwardAsync(batch, new Request(outputs, positions, reader)));
  }

  private static Guess guess(float[] logits, int label) {
    Guess guess = Guess.of(logits, 0, logits.length, label);
    if (!Double.isFinite(guess.logProb())) {
      throw new AlbertException(
          "the model's logits are not finite numbers: its weights are damaged, or of another"
              + " model");
    }
    return guess;
  }

  private static void finish(Begun begun, Consumer<RowGuesses> sink) {
    float[] order = await(begun.output).sopLogits();
    int next = 0;
    for (int i = 0; i < begun.rows.size(); i++) {
      HiddenRow row = begun.rows.get(i);
      int end = next + row.labels().length;
      float swapped = order == null ? 0 : order[2 * i + 1] - order[2 * i];
      sink.accept(
          new RowGuesses(row, List.of(Arrays.copyOfRange(begun.guesses, next, end)), swapped));
      next = end;
    }
  }

  /** Through interrupts: the rows before are still to be handed on. */
  private static ModelOutput await(CompletableFuture<ModelOutput> output) {
    try {
      return output.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException own) {
        throw own;
      }
      if (e.getCause() instanceof Error own) {
        throw own;
      }
      throw e;
    }
  }
}

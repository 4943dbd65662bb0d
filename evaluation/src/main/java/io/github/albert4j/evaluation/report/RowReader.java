package io.github.albert4j.evaluation.report;

import io.github.albert4j.AlbertException;
import io.github.albert4j.evaluation.metrics.Guess;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.ModelOutput;
import io.github.albert4j.model.Output;
import io.github.albert4j.model.PackedBatch;
import io.github.albert4j.model.Request;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Has a model guess rows, batch after batch, in order. A few batches are under way at once: reading
 * the vocabulary's softmax off the logits takes as long as a small model's pass, so that each
 * thread of the model has one here that reads.
 */
final class RowReader implements AutoCloseable {
  private final AlbertModel model;
  private final int batchTokens;
  private final Set<Output> outputs;
  private final ExecutorService readers;
  private final int underWay;

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
    this.underWay = model.threads() + 1;
    AtomicInteger number = new AtomicInteger();
    this.readers =
        Executors.newFixedThreadPool(
            model.threads(),
            task -> {
              Thread thread = new Thread(task, "albert4j-evaluation-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Hands each row's guesses on, in the order of the rows. */
  void read(Iterator<HiddenRow> rows, Consumer<RowGuesses> sink) {
    Deque<Future<List<RowGuesses>>> running = new ArrayDeque<>();
    List<HiddenRow> batch = new ArrayList<>();
    int cost = 0;
    while (rows.hasNext()) {
      HiddenRow row = rows.next();
      if (!batch.isEmpty() && cost + row.cost() > batchTokens) {
        submit(batch, running, sink);
        batch = new ArrayList<>();
        cost = 0;
      }
      batch.add(row);
      cost += row.cost();
    }
    if (!batch.isEmpty()) {
      submit(batch, running, sink);
    }
    while (!running.isEmpty()) {
      await(running.remove()).forEach(sink);
    }
  }

  private void submit(
      List<HiddenRow> batch, Deque<Future<List<RowGuesses>>> running, Consumer<RowGuesses> sink) {
    if (running.size() == underWay) {
      await(running.remove()).forEach(sink);
    }
    running.add(readers.submit(() -> guess(batch)));
  }

  private List<RowGuesses> guess(List<HiddenRow> rows) {
    int[][] ids = new int[rows.size()][];
    int[][] types = new int[rows.size()][];
    int count = 0;
    for (int i = 0; i < ids.length; i++) {
      ids[i] = rows.get(i).ids();
      types[i] = rows.get(i).tokenTypeIds();
      count += rows.get(i).positions().length;
    }
    PackedBatch batch = PackedBatch.of(ids, types);
    int[] positions = new int[count];
    int next = 0;
    for (int i = 0; i < ids.length; i++) {
      for (int position : rows.get(i).positions()) {
        positions[next++] = batch.rowStarts()[i] + position;
      }
    }
    ModelOutput output = model.forward(batch, new Request(outputs, positions));
    return guesses(rows, output);
  }

  private List<RowGuesses> guesses(List<HiddenRow> rows, ModelOutput output) {
    int vocabulary = model.config().vocabSize();
    float[] order = output.sopLogits();
    List<RowGuesses> all = new ArrayList<>(rows.size());
    int offset = 0;
    for (int i = 0; i < rows.size(); i++) {
      List<Guess> guesses = new ArrayList<>();
      for (int label : rows.get(i).labels()) {
        Guess guess = Guess.of(output.logits(), offset, vocabulary, label);
        if (!Double.isFinite(guess.logProb())) {
          throw new AlbertException(
              "the model's logits are not finite numbers: its weights are damaged, or of another"
                  + " model");
        }
        guesses.add(guess);
        offset += vocabulary;
      }
      float swapped = order == null ? 0 : order[2 * i + 1] - order[2 * i];
      all.add(new RowGuesses(rows.get(i), guesses, swapped));
    }
    return all;
  }

  private static <T> T await(Future<T> future) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true; // the rows before are still to be handed on
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException own) {
        throw own;
      }
      if (e.getCause() instanceof Error own) {
        throw own;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    readers.shutdownNow();
  }
}

package io.github.albert4j.pipeline;

import io.github.albert4j.InvalidInputException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one place where batches are formed: inputs are read and encoded until their tokens fill a
 * budget, answered together, and handed out in their order. The next batch is read and begun
 * meanwhile, so that the model's threads need not wait for the caller.
 *
 * <p>Neither the order nor the lengths of the inputs matter much to the speed, since rows are
 * packed without padding: so inputs are not sorted, and at most two batches and the one input that
 * did not fit are in memory. The first batches are small and grow, so that the first answers come
 * soon. A fault, the source's own or an input that the task refuses, ends the batch before it: all
 * earlier answers come first, then the fault is thrown.
 */
final class TokenBatches<I, E, A> implements Spliterator<A> {
  /** Tokens in the first batch; each later one may have twice as many, up to the budget. */
  private static final int FIRST_TOKENS = 256;

  private final Iterator<I> inputs;
  private final BatchTask<I, E, A> task;
  private final int budget;
  private int limit;

  private Iterator<A> answers = List.<A>of().iterator();

  /** The batch after that of the answers, if it was begun already. */
  private @Nullable Begun<E, A> begun;

  /** Encoded, but over the last batch's limit. */
  private @Nullable E waiting;

  private @Nullable RuntimeException fault;

  private record Begun<E, A>(List<E> batch, Supplier<List<A>> answers) {}

  private TokenBatches(Iterator<I> inputs, int budget, BatchTask<I, E, A> task) {
    this.inputs = inputs;
    this.task = task;
    this.budget = budget;
    this.limit = Math.min(budget, FIRST_TOKENS);
  }

  static <I, E, A> Stream<A> stream(
      @Nullable Iterator<I> inputs, int budget, BatchTask<I, E, A> task) {
    Iterator<I> source = Inputs.require(inputs, "iterator of inputs");
    return StreamSupport.stream(new TokenBatches<>(source, budget, task), false);
  }

  /** Answers all, or names the element at fault. */
  static <I, E, A> List<A> list(@Nullable List<I> inputs, int budget, BatchTask<I, E, A> task) {
    Inputs.require(inputs, "list of inputs");
    List<A> answers = new ArrayList<>(inputs.size());
    TokenBatches<I, E, A> batches = new TokenBatches<>(inputs.iterator(), budget, task);
    try {
      batches.forEachRemaining(answers::add);
    } catch (InvalidInputException e) {
      throw new InvalidInputException(
          "element " + answers.size() + " of the list (from 0): " + e.getMessage());
    }
    return answers;
  }

  static <I, E, A> A one(I input, BatchTask<I, E, A> task) {
    return task.begin(List.of(task.encode(input))).get().get(0);
  }

  /** Some neighbouring rows, {@code from} counted, {@code to} not. */
  interface Range {
    void run(int from, int to);
  }

  /** Cuts the rows of inputs that are many rows each into runs within the budget, or of one row. */
  static <R> void cut(List<R> rows, int budget, ToLongFunction<R> cost, Range range) {
    int from = 0;
    while (from < rows.size()) {
      int to = from;
      long tokens = 0;
      do {
        tokens += cost.applyAsLong(rows.get(to++));
      } while (to < rows.size() && tokens + cost.applyAsLong(rows.get(to)) <= budget);
      range.run(from, to);
      from = to;
    }
  }

  static int requireBudget(int tokens) {
    if (tokens < 1) {
      throw new InvalidInputException("batch tokens: expected 1 or more, found " + tokens);
    }
    return tokens;
  }

  @Override
  public boolean tryAdvance(Consumer<? super A> action) {
    while (!answers.hasNext()) {
      Begun<E, A> next = begun != null ? begun : begin();
      begun = null;
      if (next == null) {
        if (fault != null) {
          throw fault;
        }
        return false;
      }
      if (isMoreAtHand()) {
        begun = begin();
      }
      answers = answers(next).iterator();
    }
    action.accept(answers.next());
    return true;
  }

  /** Whether the next batch has an input already, so that reading it keeps no answer waiting. */
  private boolean isMoreAtHand() {
    return waiting != null;
  }

  /**
   * Reads a batch and begins it.
   *
   * @return null at the end, or at a fault
   */
  private @Nullable Begun<E, A> begin() {
    List<E> batch = nextBatch();
    if (batch.isEmpty()) {
      return null;
    }
    try {
      return new Begun<>(batch, task.begin(batch));
    } catch (RuntimeException e) {
      return new Begun<>(
          batch,
          () -> {
            throw e; // when the answers before it were handed out
          });
    }
  }

  /**
   * A batch's answers; where one cannot be had, those before it, and its fault for the next call.
   */
  private List<A> answers(Begun<E, A> next) {
    try {
      return next.answers.get();
    } catch (RuntimeException e) {
      List<A> before = new ArrayList<>();
      for (E encoded : next.batch) {
        try {
          before.addAll(task.begin(List.of(encoded)).get());
        } catch (RuntimeException own) {
          fault = own;
          waiting = null;
          begun = null;
          break;
        }
      }
      return before;
    }
  }

  private List<E> nextBatch() {
    List<E> batch = new ArrayList<>();
    long tokens = 0;
    for (E next = next(batch); next != null; next = next(batch)) {
      tokens += task.cost(next);
      if (!batch.isEmpty() && tokens > limit) {
        waiting = next;
        break;
      }
      batch.add(next);
    }
    limit = (int) Math.min(budget, 2L * limit);
    return batch;
  }

  /**
   * The next input, encoded; null at the end, at a fault, or where a live source would keep us
   * waiting.
   */
  private @Nullable E next(List<E> batch) {
    E next = waiting;
    waiting = null;
    if (next != null || fault != null) {
      return next;
    }
    try {
      if (!batch.isEmpty() && inputs instanceof LiveIterator<I> live && !live.ready()) {
        return null;
      }
      return inputs.hasNext() ? task.encode(inputs.next()) : null;
    } catch (RuntimeException e) {
      fault = e;
      return null;
    }
  }

  /** Not split: a batch is already what can be done at once. */
  @Override
  public @Nullable Spliterator<A> trySplit() {
    return null;
  }

  @Override
  public long estimateSize() {
    return Long.MAX_VALUE;
  }

  @Override
  public int characteristics() {
    return ORDERED | NONNULL;
  }
}

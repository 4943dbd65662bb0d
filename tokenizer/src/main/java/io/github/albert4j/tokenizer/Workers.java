package io.github.albert4j.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The trainer's threads. Who gets which block is left to chance, so what workers add up must be
 * integers: those have the same sum in any order, and the result is the same for any number of
 * threads.
 */
final class Workers implements AutoCloseable {
  /** What one thread works with. */
  interface Worker {
    /** Takes the items {@code [from, to)}. */
    void work(int from, int to);
  }

  private final int threads;
  private final ExecutorService pool;

  Workers(int threads) {
    this.threads = threads;
    this.pool =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "albert4j-trainer");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Hands out the items {@code [0, items)} in blocks and waits for the end.
   *
   * @param make makes the worker of one thread
   * @return the workers, for what they have gathered
   */
  <W extends Worker> List<W> run(int items, int block, Supplier<W> make) {
    AtomicLong next = new AtomicLong();
    List<W> workers = new ArrayList<>();
    List<Future<?>> ends = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      W worker = make.get();
      workers.add(worker);
      ends.add(
          pool.submit(
              () -> {
                for (long at = next.getAndAdd(block);
                    at < items && !Thread.currentThread().isInterrupted();
                    at = next.getAndAdd(block)) {
                  worker.work((int) at, (int) Math.min(items, at + block));
                }
              }));
    }
    for (Future<?> end : ends) {
      await(end);
    }
    return workers;
  }

  private static void await(Future<?> end) {
    try {
      end.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (CancellationException) new CancellationException("interrupted").initCause(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause(); // a worker declares no other
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}

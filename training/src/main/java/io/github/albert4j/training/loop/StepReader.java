package io.github.albert4j.training.loop;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Reads the next step while the step before is computed. */
public final class StepReader implements AutoCloseable {
  private final StepSource source;
  private final ExecutorService reader;
  private CompletableFuture<StepSource.Step> next;

  /**
   * @param source is closed with the reader
   */
  public StepReader(StepSource source) {
    this.source = source;
    this.reader =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "albert4j-training-reader");
              thread.setDaemon(true);
              return thread;
            });
    this.next = CompletableFuture.supplyAsync(source::read, reader);
  }

  /** The next step. */
  public StepSource.Step next() {
    try {
      StepSource.Step step = next.join();
      next = CompletableFuture.supplyAsync(source::read, reader);
      return step;
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    reader.shutdown(); // not interrupted: that would close the file for every other reader
    try {
      next.join();
    } catch (RuntimeException e) {
      // Nobody will see what it read.
    }
    source.close();
  }
}

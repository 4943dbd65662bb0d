package io.github.albert4j.pipeline;

import io.github.albert4j.model.ModelOutput;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Calls of a model that were begun. */
final class Calls {
  private Calls() {}

  /** Waits for one, likewise. */
  static ModelOutput await(CompletableFuture<ModelOutput> call) {
    await(List.of(call));
    return call.join();
  }

  /**
   * Waits for all of them.
   *
   * @throws RuntimeException that of the first that failed; the others are cancelled
   * @throws CancellationException where the thread is interrupted, after it cancelled all; its
   *     interrupt flag stays
   */
  static void await(List<CompletableFuture<ModelOutput>> calls) {
    try {
      for (CompletableFuture<ModelOutput> call : calls) {
        call.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted: what had not begun was dropped");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause()); // no call fails otherwise
    } finally {
      calls.forEach(call -> call.cancel(false)); // does nothing to those that have ended
    }
  }
}

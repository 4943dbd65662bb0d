package io.github.albert4j.model;

import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.Engine;
import java.util.function.BooleanSupplier;
import org.slf4j.LoggerFactory;

/**
 * What a model must give back: its weights and its workers. Holds no reference to the model, so
 * that one which nobody closed can be noticed and freed.
 */
final class NativeResources {
  private final Engine engine;
  private final Arena weights;
  private final Workers workers;
  private final String name;

  private int running; // calls; guarded by this, as what follows
  private boolean closed;
  private boolean freed;

  NativeResources(Engine engine, Arena weights, Workers workers, String name) {
    this.engine = engine;
    this.weights = weights;
    this.workers = workers;
    this.name = name;
  }

  Workers workers() {
    return workers;
  }

  /** Begins a call. */
  synchronized void enter() {
    if (closed) {
      throw new IllegalStateException("the model " + name + " is closed");
    }
    running++;
  }

  /** Ends a call; any thread may. */
  synchronized void leave() {
    running--;
    notifyAll();
  }

  /**
   * Frees everything once the running calls have ended; a second call only waits until that is so.
   *
   * @return whether it was this call that freed it
   */
  boolean close() {
    synchronized (this) {
      boolean first = !closed;
      closed = true;
      await(first ? () -> running == 0 : () -> freed);
      if (!first) {
        return false;
      }
    }
    // Not under the lock: threads that end a call take it.
    workers.close();
    weights.close();
    engine.releaseFreedMemory();
    synchronized (this) {
      freed = true;
      notifyAll();
    }
    return true;
  }

  /** Waits, and hands an interruption on. */
  private void await(BooleanSupplier condition) {
    boolean interrupted = false;
    while (!condition.getAsBoolean()) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Called by the cleaner, for a model that became unreachable. */
  void closeForgotten() {
    if (close()) {
      LoggerFactory.getLogger(AlbertModel.class)
          .warn("the model {} was never closed; its native memory is freed now", name);
    }
  }
}

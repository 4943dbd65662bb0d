package io.github.albert4j.model;

import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.Engine;
import java.util.concurrent.locks.ReentrantReadWriteLock;
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

  /** Calls hold the read lock while they run; closing takes the write lock. */
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  private boolean closed; // guarded by lock

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
  void enter() {
    lock.readLock().lock();
    if (closed) {
      lock.readLock().unlock();
      throw new IllegalStateException("the model " + name + " is closed");
    }
  }

  /** Ends a call. */
  void leave() {
    lock.readLock().unlock();
  }

  /** Frees everything once the running calls have ended; a second call does nothing. */
  boolean close() {
    lock.writeLock().lock();
    try {
      if (closed) {
        return false;
      }
      closed = true;
      workers.close();
      weights.close();
      engine.releaseFreedMemory();
      return true;
    } finally {
      lock.writeLock().unlock();
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

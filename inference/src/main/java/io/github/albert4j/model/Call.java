package io.github.albert4j.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A call whose parts wait for workers. */
final class Call {
  /** Parts that no worker has taken; guarded by the {@link CallQueue}. */
  final Deque<Part> waiting;

  /** What computes its parts; calls that share it can be computed together. */
  final Runner runner;

  private final Consumer<@Nullable Throwable> whenEnded;
  private int unfinished;
  private @Nullable Throwable failure;

  /** Computes parts of calls together. */
  @FunctionalInterface
  interface Runner {
    void run(Workspace workspace, List<Part> parts);
  }

  /**
   * @param whenEnded told once, when all parts have ended or were dropped, why the first failed
   *     that did, a {@link CancellationException} for dropped ones, or null; on the thread that
   *     ended the last one
   */
  Call(List<Part> parts, Runner runner, Consumer<@Nullable Throwable> whenEnded) {
    this.runner = runner;
    this.whenEnded = whenEnded;
    this.waiting = new ArrayDeque<>(parts);
    this.unfinished = parts.size();
  }

  /**
   * Notes that a part has ended.
   *
   * @param cause why it failed, or null
   */
  void ended(@Nullable Throwable cause) {
    finish(1, cause);
  }

  /** Notes that parts will not be computed. */
  void dropped(int parts) {
    finish(parts, new CancellationException("what had not begun of the call was dropped"));
  }

  private void finish(int parts, @Nullable Throwable cause) {
    synchronized (this) {
      failure = failure == null ? cause : failure;
      unfinished -= parts;
      notifyAll();
      if (unfinished > 0) {
        return;
      }
    }
    whenEnded.accept(failure);
  }

  /** Waits until all parts have ended or were dropped. */
  synchronized void await() throws InterruptedException {
    while (unfinished > 0) {
      wait();
    }
  }

  /** Fails as the first part did that failed. */
  synchronized void check() {
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }
}

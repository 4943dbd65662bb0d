package io.github.albert4j.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call whose parts wait for workers, and whose caller waits for all of them. */
final class Call {
  /** Parts that no worker has taken; guarded by the {@link CallQueue}. */
  final Deque<Part> waiting;

  /** What computes its parts; calls that share it can be computed together. */
  final Runner runner;

  private int unfinished;
  private @Nullable Throwable failure;

  /** Computes parts of calls together. */
  @FunctionalInterface
  interface Runner {
    void run(Workspace workspace, List<Part> parts);
  }

  Call(List<Part> parts, Runner runner) {
    this.runner = runner;
    this.waiting = new ArrayDeque<>(parts);
    this.unfinished = parts.size();
  }

  /**
   * Notes that a part has ended.
   *
   * @param cause why it failed, or null
   */
  synchronized void ended(@Nullable Throwable cause) {
    failure = failure == null ? cause : failure;
    unfinished--;
    notifyAll();
  }

  /** Notes that parts will not be computed. */
  synchronized void dropped(int parts) {
    unfinished -= parts;
    notifyAll();
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

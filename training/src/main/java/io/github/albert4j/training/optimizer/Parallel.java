package io.github.albert4j.training.optimizer;

import java.util.function.IntConsumer;

/** Runs numbered tasks on some threads. */
public interface Parallel {
  /** Runs tasks 0 to n - 1 in any order, and returns when all have ended. */
  void forEach(int n, IntConsumer task);

  /** On the caller's thread. */
  Parallel NONE =
      (n, task) -> {
        for (int i = 0; i < n; i++) {
          task.accept(i);
        }
      };
}

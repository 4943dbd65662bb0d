package io.github.albert4j.pipeline;

import java.util.function.Supplier;

/** What the model's threads were told to compute. */
@FunctionalInterface
interface Running {
  /** Waits for it, see {@link Calls#await}; to be called once. */
  void await();

  /** Waits for it, then gives what the caller makes of it. */
  default <R> Supplier<R> then(Supplier<R> result) {
    return () -> {
      await();
      return result.get();
    };
  }
}

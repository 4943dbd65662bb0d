package io.github.albert4j.model;

/**
 * Adds up what a worker's steps take; for one thread. It always runs: reading the time costs some
 * twenty nanoseconds, and a step takes microseconds at least.
 */
final class StepClock {
  private final long[] nanos = new long[Step.values().length];
  private long last;

  /** Begins a slice. */
  void start() {
    last = System.nanoTime();
  }

  /** Ends a step; the next one begins. */
  void lap(Step step) {
    long now = System.nanoTime();
    nanos[step.ordinal()] += now - last;
    last = now;
  }

  /** Nanoseconds of a step since the worker was made. */
  long nanos(Step step) {
    return nanos[step.ordinal()];
  }
}

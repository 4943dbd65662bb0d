package io.github.albert4j.training.loop;

import io.github.albert4j.training.gradient.ParameterLayout;

/** How the work of a step is divided among the cores. */
enum Division {
  /**
   * Each core computes micro-batches by itself, into a gradient of its own: no operation waits for
   * another core. The result does not depend on the number of threads.
   */
  SIDE_BY_SIDE,

  /**
   * All cores share each operation, into one gradient, a micro-batch after the other: where a
   * gradient for each core would not fit into memory, and operations are large enough to share. How
   * the sums of an operation are cut depends on the number of threads.
   */
  TOGETHER;

  /** Parameters from which one gradient is enough to hold: 0.4 GB in fp32. */
  private static final long LARGE = 100_000_000;

  /** What suits a model: of the published ones, only xxlarge is large. */
  static Division of(ParameterLayout layout) {
    return layout.size() < LARGE ? SIDE_BY_SIDE : TOGETHER;
  }

  /**
   * How a step is cut: side by side into fours, which also two threads end together.
   *
   * @param tokens the most in a micro-batch
   */
  MicroBatches microBatches(int tokens) {
    return new MicroBatches(tokens, this == SIDE_BY_SIDE ? 4 : 1);
  }

  /** How many threads compute micro-batches at once. */
  int workers(int threads) {
    return this == SIDE_BY_SIDE ? threads : 1;
  }

  /** How many threads share an operation. */
  int threadsEach(int threads) {
    return this == SIDE_BY_SIDE ? 1 : threads;
  }
}

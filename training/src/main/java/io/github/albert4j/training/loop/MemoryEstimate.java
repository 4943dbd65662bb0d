package io.github.albert4j.training.loop;

import io.github.albert4j.engine.DataType;
import io.github.albert4j.training.gradient.ParameterLayout;
import io.github.albert4j.training.gradient.TaskHead;
import io.github.albert4j.training.gradient.WorkerMemory;

/** How much native memory a training takes, by its shapes. */
final class MemoryEstimate {
  private static final int FLOAT = Float.BYTES;

  private MemoryEstimate() {}

  /**
   * @param type that multiplications read
   * @param maxLength tokens in the longest row
   * @param maxTogether tokens of the longest rows that must be computed together
   */
  static long bytes(
      TrainingOptions options,
      ParameterLayout layout,
      TaskHead head,
      DataType type,
      int maxLength,
      int maxTogether) {
    long atOnce = Math.max(1, options.microBatchTokens() / maxTogether);
    long microBatches = (options.batchSize() + atOnce - 1) / atOnce;
    long threads = Math.min(options.threads(), microBatches);
    // Weights and two moments; a gradient a thread, and those that wait in the tree of sums.
    long waiting = Math.min(microBatches - threads, log2(microBatches));
    long vectors = 3 + threads + waiting;
    long flat = layout.size() * (FLOAT * vectors + (type == DataType.F32 ? 0 : type.bytes()));
    return flat
        + threads
            * WorkerMemory.bytes(
                options.config(),
                head,
                type,
                options.gradientCheckpointing(),
                atOnce * maxTogether,
                maxLength);
  }

  private static int log2(long n) {
    return Long.SIZE - 1 - Long.numberOfLeadingZeros(n);
  }
}

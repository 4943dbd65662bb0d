package io.github.albert4j.training.loop;

import io.github.albert4j.engine.DataType;
import io.github.albert4j.training.gradient.ParameterLayout;
import io.github.albert4j.training.gradient.TaskHead;
import io.github.albert4j.training.gradient.WorkerMemory;
import io.github.albert4j.training.optimizer.Optimizer;
import java.util.Arrays;
import java.util.List;

/** How much native memory a training takes, by its shapes. */
final class MemoryEstimate {
  private static final int FLOAT = Float.BYTES;
  private static final int MOMENTS = 2;

  private MemoryEstimate() {}

  /**
   * @param type that multiplications read
   * @param maxLength tokens in the longest row
   * @param maxTogether tokens of the longest rows that must be computed together
   * @param looked tokens of rows that are looked at between the steps
   */
  static long bytes(
      TrainingOptions options,
      Division division,
      ParameterLayout layout,
      TaskHead head,
      DataType type,
      int maxLength,
      int maxTogether,
      long looked) {
    int[] lengths = new int[options.batchSize()];
    Arrays.fill(lengths, maxTogether);
    List<List<Integer>> microBatches =
        division.microBatches(options.microBatchTokens()).cut(lengths);
    long learnt = (long) maxTogether * microBatches.stream().mapToInt(List::size).max().orElse(0);
    long atOnce = Math.max(learnt, Math.min(looked, options.microBatchTokens()));
    long workers = Math.min(division.workers(options.threads()), microBatches.size());
    long weights = FLOAT + (type == DataType.F32 ? 0 : type.bytes());
    long vectors = MOMENTS + gradients(division, workers, microBatches.size());
    return layout.size() * (weights + FLOAT * vectors)
        + Optimizer.scratchBytes(layout, options.rule(), type)
        + workers
            * WorkerMemory.bytes(
                options.config(), head, type, options.gradientCheckpointing(), atOnce, maxLength);
  }

  /** One for each worker, and those that wait in the tree of sums. */
  private static long gradients(Division division, long workers, long microBatches) {
    return division == Division.TOGETHER
        ? 1
        : workers + Math.min(microBatches - workers, log2(microBatches));
  }

  private static int log2(long n) {
    return Long.SIZE - 1 - Long.numberOfLeadingZeros(n);
  }
}

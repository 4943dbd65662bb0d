package io.github.albert4j.training.gradient;

import java.util.List;

/**
 * Over how many predictions the two parts of a loss are means.
 *
 * @param first masked pieces, or the task's predictions
 * @param second sentence orders
 */
public record Counts(long first, long second) {
  /** By how much the gradient that is summed is larger than that of the loss. */
  public long scale() {
    return Math.max(1, first);
  }

  /** Counts what the micro-batches of a step ask for. */
  public static Counts of(List<MicroBatch> batches) {
    long first = 0;
    long second = 0;
    for (MicroBatch batch : batches) {
      first += batch.targets().predictions();
      second += batch.targets().secondPredictions();
    }
    return new Counts(first, second);
  }
}

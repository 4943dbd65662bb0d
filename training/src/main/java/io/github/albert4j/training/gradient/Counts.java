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
      if (batch.targets() instanceof Targets.Pretraining t) {
        first += t.labels().length;
        second += labelled(t.orders());
      } else if (batch.targets() instanceof Targets.RowLabels t) {
        first += labelled(t.labels());
      } else if (batch.targets() instanceof Targets.TokenLabels t) {
        first += labelled(t.labels());
      }
    }
    return new Counts(first, second);
  }

  private static long labelled(int[] labels) {
    long n = 0;
    for (int label : labels) {
      n += label >= 0 ? 1 : 0;
    }
    return n;
  }
}

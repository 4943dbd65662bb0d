package io.github.albert4j.training.loop;

import io.github.albert4j.AlbertException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Notices that a training has gone wrong, before the weights are spoilt further. */
final class Divergence {
  /** A loss so much above the first one is no noise: guessing costs less. */
  private static final double FACTOR = 2;

  private static final double SHARE = 0.05; // of a step in the average

  private final boolean fromGuessing;
  private double average = Double.NaN;
  private double first = Double.NaN;

  /**
   * @param fromGuessing whether the first loss is that of guessing; else it may be as small as one
   *     likes, and a larger one says nothing
   */
  Divergence(boolean fromGuessing) {
    this.fromGuessing = fromGuessing;
  }

  /**
   * Looks at a step before its update.
   *
   * @param last the last good checkpoint, named in the error
   */
  void check(long step, double loss, double norm, @Nullable Path last) {
    if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
      throw new AlbertException(
          "step "
              + step
              + ": the loss is "
              + loss
              + " and the gradient's norm "
              + norm
              + advice(last));
    }
    average = Double.isNaN(average) ? loss : average + SHARE * (loss - average);
    if (fromGuessing && average > FACTOR * first) {
      throw new AlbertException(
          String.format(
              java.util.Locale.ROOT,
              "step %d: the loss has grown to %.2f, twice the %.2f of the beginning%s",
              step,
              average,
              first,
              advice(last)));
    }
    first = Double.isNaN(first) ? loss : first;
  }

  private static String advice(@Nullable Path last) {
    return "; lower --learning-rate or raise --warmup-steps, and begin again; "
        + (last == null ? "no checkpoint was written yet" : "the last good checkpoint is " + last);
  }
}

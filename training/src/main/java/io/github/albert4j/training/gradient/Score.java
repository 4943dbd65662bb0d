package io.github.albert4j.training.gradient;

/**
 * What a loss says of some rows, as sums, so that those of micro-batches add up.
 *
 * @param loss the part of the step's loss
 * @param first how many predictions of the first kind were counted: masked pieces, or the task's
 * @param firstRight how many of them were right
 * @param second how many of the second kind: sentence orders
 * @param secondRight how many of them were right
 */
public record Score(double loss, long first, long firstRight, long second, long secondRight) {
  /** Of no rows. */
  public static final Score NONE = new Score(0, 0, 0, 0, 0);

  /** Of these rows and those. */
  public Score plus(Score other) {
    return new Score(
        loss + other.loss,
        first + other.first,
        firstRight + other.firstRight,
        second + other.second,
        secondRight + other.secondRight);
  }
}

package io.github.albert4j.evaluation.metrics;

/**
 * How well one class, or kind of span, was told. A share of nothing is 0.
 *
 * @param precision the share of those put there that belong there
 * @param recall the share of those that belong there that were put there
 * @param f1 the harmonic mean of the two
 * @param support how many belong there
 * @since 0.1.0
 */
public record ClassScores(double precision, double recall, double f1, long support) {
  /**
   * From counts.
   *
   * @param right put there and belong there
   * @param predicted put there
   * @param support belong there
   */
  static ClassScores of(long right, long predicted, long support) {
    return new ClassScores(
        share(right, predicted),
        share(right, support),
        share(2 * right, predicted + support),
        support);
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}

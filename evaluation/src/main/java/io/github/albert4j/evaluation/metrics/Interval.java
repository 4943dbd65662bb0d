package io.github.albert4j.evaluation.metrics;

/**
 * What lies around a share that was measured on a sample.
 *
 * @since 0.1.0
 */
public record Interval(double low, double high) {
  /** The normal distribution's 97.5% quantile. */
  private static final double Z = 1.959963984540054;

  /**
   * The 95% confidence interval of a share (Wilson 1927, "Probable Inference, the Law of
   * Succession, and Statistical Inference").
   *
   * @param right so many
   * @param count of so many, at least one
   */
  public static Interval wilson(long right, long count) {
    if (right < 0 || count < 1 || right > count) {
      throw new IllegalArgumentException(right + " of " + count);
    }
    double share = (double) right / count;
    double squared = Z * Z / count;
    double centre = share + squared / 2;
    double reach = Z * Math.sqrt((share * (1 - share) + squared / 4) / count);
    // Of none and of all an end is the share itself, which rounding may pass.
    return new Interval(
        Math.max(0, Math.min(share, (centre - reach) / (1 + squared))),
        Math.min(1, Math.max(share, (centre + reach) / (1 + squared))));
  }
}

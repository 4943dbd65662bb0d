package io.github.albert4j.evaluation.report;

import io.github.albert4j.evaluation.metrics.Interval;

/**
 * So many of so many, with what lies around the share.
 *
 * @param value the share, from 0 to 1
 * @param low the lower end of its 95% confidence interval
 * @param high the upper end
 * @param count of how many
 * @since 0.1.0
 */
public record Rate(double value, double low, double high, int count) {
  /**
   * @param count at least one
   */
  static Rate of(int part, int count) {
    Interval interval = Interval.wilson(part, count);
    return new Rate((double) part / count, interval.low(), interval.high(), count);
  }
}

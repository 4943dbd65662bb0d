package io.github.albert4j.evaluation.report;

import io.github.albert4j.evaluation.metrics.Interval;

/**
 * So many of so many, in percent, with what lies around it.
 *
 * @param value how many of a hundred
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
    return new Rate(100.0 * part / count, 100 * interval.low(), 100 * interval.high(), count);
  }
}

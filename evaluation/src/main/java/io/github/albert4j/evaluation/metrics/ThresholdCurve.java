package io.github.albert4j.evaluation.metrics;

import java.util.List;

/**
 * What answers are worth, by the score above which a question is left without one.
 *
 * @param used the threshold that the metrics are of
 * @param points with growing thresholds
 * @since 0.1.0
 */
public record ThresholdCurve(double used, List<MaybeAnswerMetrics.AtThreshold> points) {
  /** Of questions that all have answers, and of other tasks. */
  public static final ThresholdCurve NONE = new ThresholdCurve(0, List.of());

  public ThresholdCurve {
    points = List.copyOf(points);
  }
}

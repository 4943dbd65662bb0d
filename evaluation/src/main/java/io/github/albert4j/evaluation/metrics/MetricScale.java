package io.github.albert4j.evaluation.metrics;

import java.util.OptionalDouble;
import java.util.Set;

/**
 * Which metrics are shares of what could be right, and can be drawn as bars.
 *
 * @since 0.1.0
 */
public final class MetricScale {
  /** Numbers beside the metrics that may lie between 0 and 1, or 100, and are no shares. */
  private static final Set<String> OTHERS =
      Set.of(
          "loss",
          "mean_squared_error",
          "pseudo_perplexity",
          "pseudo_perplexity_per_word",
          "best_f1_thresh",
          "best_exact_thresh",
          "total",
          "HasAns_total",
          "NoAns_total");

  private MetricScale() {}

  /**
   * A metric's share, from 0 to 1; empty where it is none, or a correlation below 0.
   *
   * @param percent whether metrics of this task are in percent, as SQuAD's scripts have them
   */
  public static OptionalDouble share(String name, double value, boolean percent) {
    double share = percent ? value / 100 : value;
    return OTHERS.contains(name) || !(share >= 0 && share <= 1)
        ? OptionalDouble.empty()
        : OptionalDouble.of(share);
  }
}

package io.github.albert4j.training.loop;

import java.util.Map;

/**
 * What a model made of data that it is not trained on.
 *
 * @param step updates done before
 * @param epoch how often all training data had been seen, from 1
 * @param metrics by name
 * @since 0.1.0
 */
public record DevMetrics(long step, long epoch, Map<String, Double> metrics) {
  /** Before each name in {@code metrics.jsonl} and among TensorBoard's. */
  static final String PREFIX = "dev_";
}

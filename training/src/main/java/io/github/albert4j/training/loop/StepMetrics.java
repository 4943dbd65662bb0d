package io.github.albert4j.training.loop;

import java.util.Map;

/**
 * What one step gave.
 *
 * @param step updates done, from 1
 * @param loss the step's, before its update
 * @param accuracies the shares of right predictions, by the names that {@code metrics.jsonl} gives
 *     them: {@code mlm_accuracy} and {@code sop_accuracy} of pretraining, {@code accuracy} of a
 *     task; NaN where there was nothing to predict
 * @param learningRate of the update
 * @param gradientNorm before clipping
 * @param tokensPerSecond of the step, with the update
 * @param tokens seen so far
 * @since 0.1.0
 */
public record StepMetrics(
    long step,
    double loss,
    Map<String, Double> accuracies,
    double learningRate,
    double gradientNorm,
    double tokensPerSecond,
    long tokens) {
  /** An accuracy by its name, or NaN. */
  public double accuracy(String name) {
    return accuracies.getOrDefault(name, Double.NaN);
  }
}

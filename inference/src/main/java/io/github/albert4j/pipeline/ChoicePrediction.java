package io.github.albert4j.pipeline;

import java.util.List;

/**
 * Which of some choices a model takes. As JSON: {@code choice}, {@code scores}.
 *
 * @param choice the best choice's index, from 0
 * @param scores a probability for each choice, in their order; they sum to 1
 * @since 0.1.0
 */
public record ChoicePrediction(int choice, List<Double> scores) {
  public ChoicePrediction {
    scores = List.copyOf(scores);
  }
}

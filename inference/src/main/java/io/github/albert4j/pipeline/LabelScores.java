package io.github.albert4j.pipeline;

import java.util.List;

/**
 * How far labels hold of a text, best first. As JSON: {@code labels}, {@code scores}.
 *
 * @param labels the labels that were asked for
 * @param scores a probability for each
 * @since 0.1.0
 */
public record LabelScores(List<String> labels, List<Double> scores) {
  public LabelScores {
    labels = List.copyOf(labels);
    scores = List.copyOf(scores);
  }
}

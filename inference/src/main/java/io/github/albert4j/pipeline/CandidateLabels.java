package io.github.albert4j.pipeline;

import io.github.albert4j.InvalidInputException;
import java.util.List;

/**
 * A text and the labels that it may have.
 *
 * @param text the text
 * @param labels words or phrases
 * @since 0.1.0
 */
public record CandidateLabels(String text, List<String> labels) {
  public CandidateLabels {
    if (Inputs.require(labels, "list of labels").isEmpty()) {
      throw new InvalidInputException("there are no labels: expected one or more");
    }
    for (String label : labels) {
      if (Inputs.require(label, "label").isBlank()) {
        throw new InvalidInputException("a label is empty: expected a word or a phrase");
      }
    }
    labels = List.copyOf(labels);
  }
}

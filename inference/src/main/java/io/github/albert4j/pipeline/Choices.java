package io.github.albert4j.pipeline;

import io.github.albert4j.InvalidInputException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A passage and what may follow it or answer a question on it.
 *
 * @param context the passage, or the beginning of a sentence
 * @param question a question on it; null or empty where there is none
 * @param choices the choices
 * @since 0.1.0
 */
public record Choices(String context, @Nullable String question, List<String> choices) {
  public Choices {
    if (Inputs.require(choices, "list of choices").isEmpty()) {
      throw new InvalidInputException("there are no choices: expected one or more");
    }
    choices.forEach(choice -> Inputs.require(choice, "choice"));
    choices = List.copyOf(choices);
  }
}

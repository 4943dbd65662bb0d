package io.github.albert4j.evaluation.data;

import java.util.List;

/**
 * A text and several ways to go on with it, or a question with several answers. A model reads, for
 * each choice, the context as the first part, and question and choice as the second.
 *
 * @param question may be empty
 * @param choices at least two; rows of a file may have different numbers of them
 * @param answer the right one, from 0; {@link #UNKNOWN} where the file has none
 * @since 0.1.0
 */
public record ChoiceExample(
    String id, String context, String question, List<String> choices, int answer)
    implements Example {
  public static final int UNKNOWN = -1;

  public ChoiceExample {
    choices = List.copyOf(choices);
    if (choices.size() < 2 || answer < UNKNOWN || answer >= choices.size()) {
      throw new IllegalArgumentException(
          "choice " + answer + " of " + choices.size() + ", in " + id);
    }
  }

  @Override
  public boolean labelled() {
    return answer != UNKNOWN;
  }
}

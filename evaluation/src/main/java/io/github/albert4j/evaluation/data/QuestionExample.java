package io.github.albert4j.evaluation.data;

import java.util.List;

/**
 * A question whose answer is a span of a text.
 *
 * @param answers what counts as right, each a span of the context; empty where there is no answer,
 *     or none is known
 * @param impossible whether the file says that the context holds no answer
 * @since 0.1.0
 */
public record QuestionExample(
    String id, String question, String context, List<Answer> answers, boolean impossible)
    implements Example {

  /**
   * A span of the context.
   *
   * @param text as it stands there
   * @param start its first character, in UTF-16 units
   */
  public record Answer(String text, int start) {
    /** The place behind its last character, in UTF-16 units. */
    public int end() {
      return start + text.length();
    }
  }

  public QuestionExample {
    answers = List.copyOf(answers);
    for (Answer answer : answers) {
      if (!context.startsWith(answer.text, answer.start)) {
        throw new IllegalArgumentException(answer + " is not in the context of " + id);
      }
    }
  }

  @Override
  public boolean labelled() {
    return impossible || !answers.isEmpty();
  }
}

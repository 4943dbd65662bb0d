package io.github.albert4j.evaluation.task;

import io.github.albert4j.evaluation.data.QuestionExample;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the answer to a question off what a model's head says of its windows. */
sealed interface AnswerReader permits SpanReader, BeamReader {
  /** The most pieces of an answer ({@code max_answer_length}). */
  int MAX_ANSWER = 30;

  /**
   * The best answer.
   *
   * @param text of the best passage; null where there is none
   * @param noAnswer grows with how likely it is that there is no answer; above 0 that is likelier
   */
  record Best(@Nullable String text, double noAnswer) {}

  /**
   * The best answer of a question.
   *
   * @param windows of its context
   * @param logits of each
   */
  Best best(QuestionExample example, List<QuestionRows.Window> windows, List<float[]> logits);
}

package io.github.albert4j.evaluation.task;

import io.github.albert4j.evaluation.data.Task;
import java.util.List;

/**
 * The examples of a task as rows, and the way back from their logits.
 *
 * @since 0.1.0
 */
public sealed interface TaskRows permits TextRows, WordRows, QuestionRows, ChoiceRows {
  /** What the examples are for. */
  Task task();

  /** All rows, in the order of the examples; an example may have several. */
  List<Row> rows();

  /** Whether each token has logits, not only each row. */
  default boolean perToken() {
    return task().kind() == Task.Kind.TOKENS || task().kind() == Task.Kind.QUESTIONS;
  }

  /** How many examples there are. */
  int size();

  /** How many examples had to be cut to fit in. */
  int cut();

  /**
   * Answers and scores.
   *
   * @param logits each row's: of its classes, or of each of its tokens
   */
  TaskReport report(List<float[]> logits);
}

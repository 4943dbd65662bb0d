package io.github.albert4j.evaluation.data;

/**
 * A row of a data set. Rows without a label are rows too: what scores or trains asks for {@link
 * Examples#labelled}.
 *
 * @since 0.1.0
 */
public sealed interface Example permits TextExample, TokenExample, QuestionExample, ChoiceExample {
  /** The row's name in its file, or the number of the row from 0 where it has none. */
  String id();

  /** Whether the row says what the right answer is. */
  boolean labelled();
}

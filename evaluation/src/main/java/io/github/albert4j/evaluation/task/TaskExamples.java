package io.github.albert4j.evaluation.task;

import io.github.albert4j.evaluation.data.ChoiceExample;
import io.github.albert4j.evaluation.data.Example;
import io.github.albert4j.evaluation.data.Examples;
import io.github.albert4j.evaluation.data.QuestionExample;
import io.github.albert4j.evaluation.data.Task;
import io.github.albert4j.evaluation.data.TextExample;
import io.github.albert4j.evaluation.data.TokenExample;
import io.github.albert4j.model.Head;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A task's examples, whatever their kind.
 *
 * @param task what they are for
 * @param problem what is asked of texts
 * @param examples all of the task's kind
 * @since 0.1.0
 */
public record TaskExamples(Task task, Problem problem, List<? extends Example> examples) {
  /**
   * Reads files, all of whose rows must have their answers.
   *
   * @throws io.github.albert4j.InvalidInputException naming file and line where that is no row of
   *     the task
   */
  public static TaskExamples read(Task task, Problem problem, List<Path> files) {
    return read(task, problem, files, Integer.MAX_VALUE, true);
  }

  /**
   * Reads files.
   *
   * @param limit at most so many rows
   * @param labelled whether a row without its answer is an error
   * @throws io.github.albert4j.InvalidInputException naming file and line where that is no row of
   *     the task
   */
  public static TaskExamples read(
      Task task, Problem problem, List<Path> files, int limit, boolean labelled) {
    try (Examples<? extends Example> source =
        switch (task.kind()) {
          case CLASSES, REGRESSION -> task.texts(files);
          case TOKENS -> task.tokens(files);
          case QUESTIONS -> task.questions(files);
          case CHOICES -> task.choices(files);
        }) {
      List<Example> examples = new ArrayList<>();
      if (labelled) {
        source.labelled();
      }
      while (examples.size() < limit && source.hasNext()) {
        examples.add(source.next());
      }
      return new TaskExamples(task, problem, examples);
    }
  }

  /** The classes that they name, or the task's own; none for questions and choices. */
  public List<String> labels() {
    return switch (task.kind()) {
      case CLASSES, REGRESSION -> Labels.of(task, as(TextExample.class), problem);
      case TOKENS -> Labels.ofTags(as(TokenExample.class));
      case QUESTIONS, CHOICES -> List.of();
    };
  }

  /**
   * Rows of pieces.
   *
   * @param labels the model's classes by their ids
   * @param maxLength the most pieces of a row
   */
  public TaskRows rows(List<String> labels, AlbertTokenizer tokenizer, int maxLength) {
    return rows(labels, tokenizer, maxLength, Head.QUESTION_ANSWERING);
  }

  /**
   * The same for a model with one head or another.
   *
   * @param head decides for questions how answers are read; other tasks have one head only
   */
  public TaskRows rows(List<String> labels, AlbertTokenizer tokenizer, int maxLength, Head head) {
    return switch (task.kind()) {
      case CLASSES, REGRESSION ->
          new TextRows(task, as(TextExample.class), labels, problem, tokenizer, maxLength);
      case TOKENS -> new WordRows(task, as(TokenExample.class), labels, tokenizer, maxLength);
      case QUESTIONS ->
          new QuestionRows(
              task,
              as(QuestionExample.class),
              tokenizer,
              maxLength,
              head == Head.QUESTION_ANSWERING_BEAM);
      case CHOICES -> new ChoiceRows(task, as(ChoiceExample.class), tokenizer, maxLength);
    };
  }

  private <E extends Example> List<E> as(Class<E> kind) {
    return examples.stream().map(kind::cast).toList();
  }
}

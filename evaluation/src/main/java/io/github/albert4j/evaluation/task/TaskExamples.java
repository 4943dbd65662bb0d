package io.github.albert4j.evaluation.task;

import io.github.albert4j.InvalidInputException;
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
import org.jspecify.annotations.Nullable;

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
   * @throws InvalidInputException naming file and line where that is no row of the task
   */
  public static TaskExamples read(Task task, Problem problem, List<Path> files) {
    return read(task, problem, files, Integer.MAX_VALUE, true, null);
  }

  /**
   * Reads files.
   *
   * @param limit at most so many rows
   * @param labelled whether a row without its answer is an error
   * @param labels those that a row may have; null for any
   * @throws InvalidInputException naming file and line where that is no row of the task
   */
  public static TaskExamples read(
      Task task,
      Problem problem,
      List<Path> files,
      int limit,
      boolean labelled,
      @Nullable List<String> labels) {
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
      if (labels != null) {
        source.checked(row -> check(row, problem, labels));
      }
      while (examples.size() < limit && source.hasNext()) {
        examples.add(source.next());
      }
      return new TaskExamples(task, problem, examples);
    }
  }

  private static void check(Example row, Problem problem, List<String> labels) {
    if (row instanceof TextExample text && text.labelled() && problem != Problem.REGRESSION) {
      Labels.names(text.label(), problem).forEach(n -> Labels.require(labels, n.strip(), ""));
    } else if (row instanceof TokenExample token && token.labelled()) {
      token.tags().forEach(tag -> Labels.require(labels, tag, ""));
    }
  }

  /**
   * The classes that they name, or the task's own; none for questions and choices.
   *
   * @throws InvalidInputException where all are of one class, which is nothing to learn
   */
  public List<String> labels() {
    List<String> labels =
        switch (task.kind()) {
          case CLASSES, REGRESSION -> Labels.of(task, as(TextExample.class), problem);
          case TOKENS -> Labels.ofTags(as(TokenExample.class));
          case QUESTIONS, CHOICES -> List.of();
        };
    if (labels.size() == 1 && problem == Problem.SINGLE_LABEL) {
      throw new InvalidInputException(
          "all examples are of one class, " + labels.get(0) + ": expected two or more");
    }
    return labels;
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

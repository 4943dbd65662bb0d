package io.github.albert4j.evaluation.data;

import io.github.albert4j.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a model is trained for and scored on, by its name: the kind of its rows, its labels and its
 * metrics.
 *
 * @param name as in {@code --task}
 * @param labels the classes in the order of their ids, named as in Hugging Face's models for the
 *     task; empty where the data name them, and for questions, choices and regression
 * @param metrics what is reported, the main one first
 * @since 0.1.0
 */
public record Task(String name, Kind kind, List<String> labels, List<String> metrics) {
  private static final Map<String, Task> TASKS = new TreeMap<>();

  static {
    classes("sst2", List.of("negative", "positive"), "accuracy");
    classes("cola", List.of("unacceptable", "acceptable"), "matthews", "accuracy");
    classes("mrpc", List.of("not_equivalent", "equivalent"), "accuracy", "f1");
    classes("qqp", List.of("not_duplicate", "duplicate"), "accuracy", "f1");
    classes("mnli", List.of("entailment", "neutral", "contradiction"), "accuracy");
    classes("snli", List.of("entailment", "neutral", "contradiction"), "accuracy");
    classes("qnli", List.of("entailment", "not_entailment"), "accuracy");
    classes("rte", List.of("entailment", "not_entailment"), "accuracy");
    classes("wnli", List.of("not_entailment", "entailment"), "accuracy");
    classes("text-classification", List.of(), "accuracy", "f1_macro");
    other("stsb", Kind.REGRESSION, "pearson", "spearman");
    for (String name : List.of("ner", "token-classification")) {
      other(name, Kind.TOKENS, "f1", "precision", "recall", "accuracy");
    }
    other("squad1", Kind.QUESTIONS, "f1", "exact_match");
    for (String name : List.of("squad2", "question-answering")) {
      other(name, Kind.QUESTIONS, "f1", "exact_match", "best_f1", "best_exact_match");
    }
    for (String name : List.of("race", "swag", "multiple-choice")) {
      other(name, Kind.CHOICES, "accuracy");
    }
  }

  /** What a row of the task is. */
  public enum Kind {
    /** {@link TextExample}, labels are names. */
    CLASSES,
    /** {@link TextExample}, labels are numbers. */
    REGRESSION,
    /** {@link TokenExample}. */
    TOKENS,
    /** {@link QuestionExample}. */
    QUESTIONS,
    /** {@link ChoiceExample}. */
    CHOICES
  }

  public Task {
    labels = List.copyOf(labels);
    metrics = List.copyOf(metrics);
  }

  private static void classes(String name, List<String> labels, String... metrics) {
    TASKS.put(name, new Task(name, Kind.CLASSES, labels, List.of(metrics)));
  }

  private static void other(String name, Kind kind, String... metrics) {
    TASKS.put(name, new Task(name, kind, List.of(), List.of(metrics)));
  }

  /**
   * The task of that name.
   *
   * @throws InvalidInputException naming those that there are
   */
  public static Task of(String name) {
    Task task = TASKS.get(name);
    if (task == null) {
      throw new InvalidInputException(
          "unknown task \"" + name + "\": expected one of " + String.join(", ", names()));
    }
    return task;
  }

  /** The names of all tasks with examples of their own, in alphabetical order. */
  public static List<String> names() {
    return List.copyOf(TASKS.keySet());
  }
}

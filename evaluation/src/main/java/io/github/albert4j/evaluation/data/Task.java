package io.github.albert4j.evaluation.data;

import io.github.albert4j.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
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
      other(name, Kind.QUESTIONS, "f1", "exact", "best_f1", "best_exact");
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
    CHOICES;

    /** Whether metrics are in percent, as SQuAD's scripts have them, and not from 0 to 1. */
    public boolean percent() {
      return this == QUESTIONS;
    }
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

  /**
   * Opens files of texts with classes or numbers.
   *
   * @throws InvalidInputException where a file is missing
   */
  public Examples<TextExample> texts(List<Path> files) {
    require(kind == Kind.CLASSES || kind == Kind.REGRESSION);
    return open(files(files), new TextParser(this));
  }

  /** Opens files of words with tags. */
  public Examples<TokenExample> tokens(List<Path> files) {
    require(kind == Kind.TOKENS);
    return open(files(files), new TokenParser(name.equals("ner")));
  }

  /** Opens files of questions with their contexts. */
  public Examples<QuestionExample> questions(List<Path> files) {
    require(kind == Kind.QUESTIONS);
    return open(files(files), new QuestionParser(name.equals("squad1")));
  }

  /** Opens files of choices, or folders of RACE's files. */
  public Examples<ChoiceExample> choices(List<Path> paths) {
    require(kind == Kind.CHOICES);
    return open(TextFiles.of(paths).files(), new ChoiceParser());
  }

  private void require(boolean fits) {
    if (!fits) {
      throw new IllegalStateException(name + " has rows of another kind: " + kind);
    }
  }

  /** A folder of many files may hold what is for training beside what is for scoring. */
  private static List<Path> files(List<Path> paths) {
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        throw new InvalidInputException(path + ": expected a file, found a folder");
      }
    }
    return TextFiles.of(paths).files();
  }

  private <E extends Example> Examples<E> open(List<Path> files, ParsedRows.Parser<E> parser) {
    Layouts layouts = Layouts.of(this);
    return new Examples<>(
        new ParsedRows<>(files, path -> DataFile.open(path).rows(kind, layouts), parser));
  }

  /** The names of all tasks with examples of their own, in alphabetical order. */
  public static List<String> names() {
    return List.copyOf(TASKS.keySet());
  }
}

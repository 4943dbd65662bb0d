package io.github.albert4j.evaluation.task;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.evaluation.data.Task;

/**
 * What is asked of a text, by the names of {@code problem_type} in {@code config.json}.
 *
 * @since 0.1.0
 */
public enum Problem {
  /** One class. */
  SINGLE_LABEL("single_label_classification"),
  /** Any number of classes. */
  MULTI_LABEL("multi_label_classification"),
  /** A number. */
  REGRESSION("regression");

  private final String configName;

  Problem(String configName) {
    this.configName = configName;
  }

  /** The name in {@code config.json}. */
  public String configName() {
    return configName;
  }

  /** What a task asks, unless a user's own files are of another kind. */
  public static Problem of(Task task) {
    return task.kind() == Task.Kind.REGRESSION ? REGRESSION : SINGLE_LABEL;
  }

  /** What a model was made for; one label without a word is a number, as in Hugging Face. */
  public static Problem of(AlbertConfig config) {
    for (Problem problem : values()) {
      if (problem.configName.equals(config.problemType())) {
        return problem;
      }
    }
    return config.labels().size() == 1 ? REGRESSION : SINGLE_LABEL;
  }
}

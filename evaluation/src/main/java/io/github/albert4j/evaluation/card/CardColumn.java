package io.github.albert4j.evaluation.card;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.evaluation.data.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What the card's table measures, and the metrics of the task that it shows.
 *
 * @since 0.1.0
 */
public enum CardColumn {
  /** F1 and exact match. */
  SQUAD1("squad1", "squad1", 1, "f1", "exact_match"),
  /** F1 and exact match with the thresholds that suit the data best, as published results have. */
  SQUAD2("squad2", "squad2", 1, "best_f1", "best_exact"),
  /** Accuracy on the genres of the training set: the card's number. */
  MNLI("mnli", "mnli", 100, "accuracy"),
  /** Accuracy on other genres, which the card has not. */
  MNLI_MISMATCHED("mnli-mismatched", "mnli", 100, "accuracy"),
  /** Accuracy. */
  SST2("sst2", "sst2", 100, "accuracy"),
  /** Accuracy. */
  RACE("race", "race", 100, "accuracy");

  private final String columnName;
  private final String taskName;
  private final double scale;
  private final List<String> metrics;

  CardColumn(String columnName, String taskName, double scale, String... metrics) {
    this.columnName = columnName;
    this.taskName = taskName;
    this.scale = scale;
    this.metrics = List.of(metrics);
  }

  /** The name that its data go by: the task's, but for MNLI's second set. */
  public String columnName() {
    return columnName;
  }

  /** What a model must have been fine-tuned for. */
  public Task task() {
    return Task.of(taskName);
  }

  /**
   * The column of that name.
   *
   * @throws InvalidInputException naming those that there are
   */
  public static CardColumn of(String name) {
    List<String> known = new ArrayList<>();
    for (CardColumn column : values()) {
      if (column.columnName.equals(name)) {
        return column;
      }
      known.add(column.columnName);
    }
    throw new InvalidInputException(
        "the card's table has no \"" + name + "\": expected one of " + String.join(", ", known));
  }

  /** The table's figures, in percent, out of the metrics of a task's report. */
  double[] figures(Map<String, Double> report) {
    double[] figures = new double[metrics.size()];
    Arrays.setAll(figures, i -> scale * report.get(metrics.get(i)));
    return figures;
  }
}

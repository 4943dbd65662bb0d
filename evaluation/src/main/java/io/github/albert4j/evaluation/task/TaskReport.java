package io.github.albert4j.evaluation.task;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How well a model does a task.
 *
 * @param metrics by name, the task's main one first
 * @param counts of examples, rows and so on
 * @param classes of each class precision, recall, F1 and support; empty where there are none
 * @param confusion how often the class of the outer name was taken for that of the inner one
 * @param worst the examples that it was the most wrong about, the worst first
 * @param predictions a file of all answers in the task's official form
 * @since 0.1.0
 */
public record TaskReport(
    Map<String, Double> metrics,
    Map<String, Long> counts,
    Map<String, Map<String, Double>> classes,
    Map<String, Map<String, Long>> confusion,
    List<Worst> worst,
    String predictions) {
  /** How many of the worst are shown. */
  static final int MOST_WORST = 10;

  /**
   * An example and what the model made of it.
   *
   * @param probability what it gave to the right answer; null where there is no such thing
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Worst(
      String id,
      String text,
      String expected,
      String predicted,
      @Nullable Double probability) {}
}

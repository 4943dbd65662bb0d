package io.github.albert4j.evaluation.metrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers to questions that all have one, in percent, as the script of SQuAD 1.1 scores them. Not
 * thread-safe.
 *
 * @since 0.1.0
 */
public final class AnswerMetrics {
  private long count;
  private double exact;
  private double f1;

  /**
   * Counts a question.
   *
   * @param answers the right ones
   * @param prediction null where there is none, which is wrong
   */
  public void add(List<String> answers, @Nullable String prediction) {
    AnswerScore score = prediction == null ? AnswerScore.NONE : AnswerScore.v1(answers, prediction);
    count++;
    exact += score.exact();
    f1 += score.f1();
  }

  public long count() {
    return count;
  }

  /** Both by the names that the script gives them. */
  public Map<String, Double> values() {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("f1", 100 * f1 / count);
    values.put("exact_match", 100 * exact / count);
    return values;
  }
}

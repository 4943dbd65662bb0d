package io.github.albert4j.evaluation.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Answers to questions of which some have none, in percent, as the script of SQuAD 2.0 scores them.
 * Not thread-safe.
 *
 * @since 0.1.0
 */
public final class MaybeAnswerMetrics {
  /** A question as it was answered, before any threshold. */
  private record Row(
      boolean hasAnswer, boolean answered, AnswerScore score, double noAnswerProbability) {
    AnswerScore score(double threshold) {
      return noAnswerProbability <= threshold
          ? score
          : hasAnswer ? AnswerScore.NONE : new AnswerScore(1, 1);
    }
  }

  /**
   * The threshold with which most is right.
   *
   * @param value the metric with it, in percent
   * @param threshold above which a no-answer probability means no answer
   */
  public record Best(double value, double threshold) {}

  /**
   * What is right with a threshold, in percent.
   *
   * @param threshold above which a no-answer probability means no answer
   */
  public record AtThreshold(double threshold, double f1, double exact) {}

  private final List<Row> rows = new ArrayList<>();

  /**
   * Counts a question.
   *
   * @param answers the right ones, none where it has none
   * @param prediction empty for no answer; null where there is none, which is wrong
   * @param noAnswerProbability how sure the model is that there is no answer; any score that grows
   *     with it will do
   */
  public void add(List<String> answers, @Nullable String prediction, double noAnswerProbability) {
    AnswerScore score = prediction == null ? AnswerScore.NONE : AnswerScore.v2(answers, prediction);
    boolean answered = prediction != null && !prediction.isEmpty();
    rows.add(new Row(!answers.isEmpty(), answered, score, noAnswerProbability));
  }

  public long count() {
    return rows.size();
  }

  /** The threshold with the best F1. */
  public Best bestF1() {
    return best(AnswerScore::f1);
  }

  /** The threshold with the most exact matches. */
  public Best bestExact() {
    return best(AnswerScore::exact);
  }

  /** Begins with no answer to any question, and lets them in, the surest first. */
  private Best best(ToDoubleFunction<AnswerScore> metric) {
    List<Row> sorted = new ArrayList<>(rows);
    sorted.sort(Comparator.comparingDouble(Row::noAnswerProbability));
    double score = rows.stream().filter(row -> !row.hasAnswer).count();
    double best = score;
    double threshold = 0;
    for (Row row : sorted) {
      score += row.hasAnswer ? metric.applyAsDouble(row.score) : row.answered ? -1 : 0;
      if (score > best) {
        best = score;
        threshold = row.noAnswerProbability;
      }
    }
    return new Best(100 * best / rows.size(), threshold);
  }

  /**
   * The scores for thresholds from the lowest no-answer probability to the highest; questions that
   * cannot be answered at all are left out of the range, and counted.
   *
   * @param most at most so many thresholds, at even steps in the order of the questions
   */
  public List<AtThreshold> curve(int most) {
    List<Row> sorted = new ArrayList<>(rows);
    sorted.sort(Comparator.comparingDouble(Row::noAnswerProbability));
    double f1 = rows.stream().filter(row -> !row.hasAnswer).count();
    double exact = f1;
    List<AtThreshold> all = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i++) {
      Row row = sorted.get(i);
      f1 += row.hasAnswer ? row.score.f1() : row.answered ? -1 : 0;
      exact += row.hasAnswer ? row.score.exact() : row.answered ? -1 : 0;
      boolean last = i + 1 == sorted.size();
      double threshold = row.noAnswerProbability;
      if (threshold < Double.MAX_VALUE
          && (last || sorted.get(i + 1).noAnswerProbability > threshold)) {
        all.add(new AtThreshold(threshold, 100 * f1 / rows.size(), 100 * exact / rows.size()));
      }
    }
    if (all.size() <= most) {
      return all;
    }
    return IntStream.range(0, most)
        .mapToObj(i -> all.get((int) ((long) i * (all.size() - 1) / (most - 1))))
        .toList();
  }

  /**
   * All by the names that the script gives them; {@code HasAns_} and {@code NoAns_} where there are
   * such questions.
   *
   * @param threshold above which a no-answer probability means no answer
   */
  public Map<String, Double> values(double threshold) {
    Map<String, Double> values = new LinkedHashMap<>();
    put(values, "", threshold, row -> true);
    put(values, "HasAns_", threshold, Row::hasAnswer);
    put(values, "NoAns_", threshold, row -> !row.hasAnswer);
    values.put("best_f1", bestF1().value());
    values.put("best_f1_thresh", bestF1().threshold());
    values.put("best_exact", bestExact().value());
    values.put("best_exact_thresh", bestExact().threshold());
    return values;
  }

  private void put(
      Map<String, Double> values, String prefix, double threshold, Predicate<Row> which) {
    List<AnswerScore> scores =
        rows.stream().filter(which).map(row -> row.score(threshold)).toList();
    if (!scores.isEmpty()) {
      values.put(prefix + "f1", percent(scores, AnswerScore::f1));
      values.put(prefix + "exact", percent(scores, AnswerScore::exact));
      values.put(prefix + "total", (double) scores.size());
    }
  }

  private static double percent(List<AnswerScore> scores, ToDoubleFunction<AnswerScore> metric) {
    return 100 * scores.stream().mapToDouble(metric).sum() / scores.size();
  }
}

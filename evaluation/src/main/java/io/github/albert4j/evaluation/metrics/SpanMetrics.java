package io.github.albert4j.evaluation.metrics;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Spans told and spans right, as seqeval scores them: a span is right where its kind and both ends
 * are. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class SpanMetrics {
  private final Function<List<String>, List<Span>> reading;
  private final Map<String, Counts> kinds = new TreeMap<>();
  private long words;
  private long rightWords;

  private static final class Counts {
    private long right;
    private long predicted;
    private long support;

    ClassScores scores() {
      return ClassScores.of(right, predicted, support);
    }
  }

  private SpanMetrics(Function<List<String>, List<Span>> reading) {
    this.reading = reading;
  }

  /** Reads spans as {@link Span#of}. */
  public static SpanMetrics lenient() {
    return new SpanMetrics(Span::of);
  }

  /** Reads spans as {@link Span#strict}. */
  public static SpanMetrics strict() {
    return new SpanMetrics(Span::strict);
  }

  /**
   * Counts a sentence.
   *
   * @param labels the right tags
   * @param predictions the tags that were told, as many
   */
  public void add(List<String> labels, List<String> predictions) {
    if (labels.size() != predictions.size()) {
      throw new IllegalArgumentException(labels.size() + " labels, " + predictions.size());
    }
    words += labels.size();
    for (int i = 0; i < labels.size(); i++) {
      rightWords += labels.get(i).equals(predictions.get(i)) ? 1 : 0;
    }
    List<Span> spans = reading.apply(labels);
    spans.forEach(span -> counts(span).support++);
    Set<Span> known = new HashSet<>(spans);
    for (Span span : reading.apply(predictions)) {
      counts(span).predicted++;
      counts(span).right += known.contains(span) ? 1 : 0;
    }
  }

  private Counts counts(Span span) {
    return kinds.computeIfAbsent(span.kind(), kind -> new Counts());
  }

  /** All spans together: the micro average. */
  public ClassScores scores() {
    long right = 0;
    long predicted = 0;
    long support = 0;
    for (Counts kind : kinds.values()) {
      right += kind.right;
      predicted += kind.predicted;
      support += kind.support;
    }
    return ClassScores.of(right, predicted, support);
  }

  /** The spans of each kind. */
  public Map<String, ClassScores> kinds() {
    Map<String, ClassScores> scores = new LinkedHashMap<>();
    kinds.forEach((kind, counts) -> scores.put(kind, counts.scores()));
    return scores;
  }

  /** The mean over the kinds. */
  public ClassScores macro() {
    return mean(kind -> 1.0);
  }

  /** The mean over the kinds, each as heavy as it has spans. */
  public ClassScores weighted() {
    return mean(kind -> (double) kind.support());
  }

  private ClassScores mean(Function<ClassScores, Double> weight) {
    List<ClassScores> all = new ArrayList<>(kinds().values());
    double total = all.stream().mapToDouble(weight::apply).sum();
    double[] sums = new double[3];
    for (ClassScores kind : all) {
      double share = total == 0 ? 0 : weight.apply(kind) / total;
      sums[0] += share * kind.precision();
      sums[1] += share * kind.recall();
      sums[2] += share * kind.f1();
    }
    return new ClassScores(sums[0], sums[1], sums[2], scores().support());
  }

  /** The share of the words whose tag was right. */
  public double accuracy() {
    return (double) rightWords / words;
  }

  /** All by their names in reports. */
  public Map<String, Double> values() {
    Map<String, Double> values = new LinkedHashMap<>();
    ClassScores all = scores();
    values.put("f1", all.f1());
    values.put("precision", all.precision());
    values.put("recall", all.recall());
    values.put("accuracy", accuracy());
    return values;
  }
}

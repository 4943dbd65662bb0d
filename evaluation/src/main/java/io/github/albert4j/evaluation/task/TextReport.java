package io.github.albert4j.evaluation.task;

import io.github.albert4j.evaluation.data.Task;
import io.github.albert4j.evaluation.data.TextExample;
import io.github.albert4j.evaluation.metrics.ClassMetrics;
import io.github.albert4j.evaluation.metrics.ClassScores;
import io.github.albert4j.evaluation.metrics.Correlation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Scores of classes and numbers. Predictions are written as GLUE wants them: a table of {@code
 * index} and {@code prediction}, classes by name or by number as the task has it.
 */
final class TextReport {
  /** The tasks whose classes GLUE's server wants by name. */
  private static final Set<String> BY_NAME =
      Set.of("mnli", "snli", "qnli", "rte", "text-classification");

  private final Task task;
  private final Problem problem;
  private final List<String> labels;
  private final List<TextExample> examples;
  private final TaskReport.Worsts worsts = new TaskReport.Worsts();
  private final StringBuilder predictions = new StringBuilder("index\tprediction\n");

  TextReport(Task task, Problem problem, List<String> labels, List<TextExample> examples) {
    this.task = task;
    this.problem = problem;
    this.labels = labels;
    this.examples = examples;
  }

  TaskReport of(TextRows rows, List<float[]> logits) {
    return switch (problem) {
      case SINGLE_LABEL -> classes(rows, logits);
      case MULTI_LABEL -> sets(rows, logits);
      case REGRESSION -> numbers(rows, logits);
    };
  }

  private TaskReport classes(TextRows rows, List<float[]> logits) {
    ClassMetrics metrics = new ClassMetrics(labels.size());
    for (int i = 0; i < examples.size(); i++) {
      int best = Softmax.best(logits.get(i), 0, labels.size());
      predict(i, BY_NAME.contains(task.name()) ? labels.get(best) : Integer.toString(best));
      if (!examples.get(i).labelled()) {
        continue;
      }
      int right = rows.classOf(i);
      metrics.add(right, best);
      if (best != right) {
        double p = Softmax.of(logits.get(i), 0, labels.size())[right];
        worst(-p, i, labels.get(right), labels.get(best), p);
      }
    }
    Map<String, ClassScores> scores = new LinkedHashMap<>();
    for (int label = 0; label < labels.size(); label++) {
      scores.put(labels.get(label), metrics.scores(label));
    }
    return report(metrics.values(), scores, TaskReport.named(labels, metrics.confusion()));
  }

  private TaskReport sets(TextRows rows, List<float[]> logits) {
    List<ClassMetrics> each = new ArrayList<>();
    labels.forEach(label -> each.add(new ClassMetrics(2)));
    int exact = 0;
    for (int i = 0; i < examples.size(); i++) {
      List<String> told = new ArrayList<>();
      for (int label = 0; label < labels.size(); label++) {
        if (logits.get(i)[label] > 0) {
          told.add(labels.get(label));
        }
      }
      String names = String.join(TextRows.SEPARATOR, told);
      predict(i, names);
      if (!examples.get(i).labelled()) {
        continue;
      }
      float[] right = rows.values(i);
      int wrong = 0;
      for (int label = 0; label < right.length; label++) {
        boolean is = right[label] > 0;
        boolean predicted = logits.get(i)[label] > 0;
        each.get(label).add(is ? 1 : 0, predicted ? 1 : 0);
        wrong += is == predicted ? 0 : 1;
      }
      exact += wrong == 0 ? 1 : 0;
      if (wrong > 0) {
        worst(wrong, i, examples.get(i).label(), names, null);
      }
    }
    Map<String, ClassScores> scores = new LinkedHashMap<>();
    double hits = 0;
    double told = 0;
    double support = 0;
    double f1 = 0;
    for (int label = 0; label < labels.size(); label++) {
      ClassScores of = each.get(label).scores(1);
      long[][] confusion = each.get(label).confusion();
      scores.put(labels.get(label), of);
      hits += confusion[1][1];
      told += confusion[0][1] + confusion[1][1];
      support += of.support();
      f1 += of.f1();
    }
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("f1_micro", told + support == 0 ? 0 : 2 * hits / (told + support));
    values.put("f1_macro", f1 / labels.size());
    values.put("exact_match", (double) exact / labelled());
    return report(values, scores, Map.of());
  }

  private TaskReport numbers(TextRows rows, List<float[]> logits) {
    double[] right = new double[labelled()];
    double[] told = new double[right.length];
    double squares = 0;
    int at = 0;
    for (int i = 0; i < examples.size(); i++) {
      String value = Float.toString(logits.get(i)[0]);
      predict(i, value);
      if (!examples.get(i).labelled()) {
        continue;
      }
      right[at] = rows.values(i)[0];
      told[at] = logits.get(i)[0];
      double error = told[at] - right[at];
      squares += error * error;
      at++;
      worst(Math.abs(error), i, examples.get(i).label(), value, null);
    }
    Map<String, Double> values = new LinkedHashMap<>();
    if (right.length > 1) {
      values.putAll(Correlation.values(right, told));
    } else {
      task.metrics().forEach(name -> values.put(name, Double.NaN));
    }
    values.put("mean_squared_error", squares / right.length);
    return report(values, Map.of(), Map.of());
  }

  private int labelled() {
    return (int) examples.stream().filter(TextExample::labelled).count();
  }

  private Map<String, Long> counts() {
    return Map.of("examples", (long) examples.size());
  }

  private void predict(int example, String prediction) {
    predictions.append(examples.get(example).id()).append('\t').append(prediction).append('\n');
  }

  private void worst(
      double wrong, int example, String expected, String predicted, Double probability) {
    TextExample of = examples.get(example);
    String text = of.pair() == null ? of.text() : of.text() + " | " + of.pair();
    worsts.add(wrong, new TaskReport.Worst(of.id(), text, expected, predicted, probability));
  }

  private TaskReport report(
      Map<String, Double> values,
      Map<String, ClassScores> scores,
      Map<String, Map<String, Long>> confusion) {
    if (labelled() == 0) {
      return new TaskReport(
          Map.of(), counts(), Map.of(), Map.of(), List.of(), predictions.toString());
    }
    return new TaskReport(
        problem == Problem.MULTI_LABEL ? values : TaskReport.ordered(task, values),
        counts(),
        scores,
        confusion,
        worsts.list(),
        predictions.toString());
  }
}

package io.github.albert4j.evaluation.html;

import io.github.albert4j.evaluation.data.Task;
import io.github.albert4j.evaluation.metrics.ClassScores;
import io.github.albert4j.evaluation.metrics.MaybeAnswerMetrics.AtThreshold;
import io.github.albert4j.evaluation.metrics.MetricScale;
import io.github.albert4j.evaluation.task.TaskReport;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * How well a model does a task that it was fine-tuned for.
 *
 * @since 0.1.0
 */
public final class TaskPage {
  private TaskPage() {}

  /**
   * The sections of a page.
   *
   * @param worst at most so many examples that went wrong
   */
  public static List<Section> sections(Task task, TaskReport report, int worst) {
    boolean percent = task.kind().percent();
    List<Section> sections = new ArrayList<>();
    if (!report.metrics().isEmpty()) {
      sections.add(
          metrics(
              "Metrics",
              percent ? "In percent, thresholds and totals apart." : "Shares from 0 to 1.",
              "metric",
              report.metrics(),
              percent));
    }
    if (!report.thresholds().points().isEmpty()) {
      sections.add(thresholds(report));
    }
    if (!report.classes().isEmpty()) {
      sections.add(classes(task, report.classes()));
    }
    if (!report.confusion().isEmpty()) {
      sections.add(confusion(task, report.confusion()));
    }
    examples(
        sections,
        "Worst examples",
        "Those that the model was the most wrong about.",
        report.worst(),
        worst);
    return sections;
  }

  /**
   * A table of metrics.
   *
   * @param of what each is the figure of
   */
  static Section.Table metrics(
      String heading, String caption, String of, Map<String, Double> metrics, boolean percent) {
    List<List<Cell>> rows = new ArrayList<>();
    metrics.forEach(
        (name, value) -> {
          OptionalDouble share = MetricScale.share(name, value, percent);
          String text =
              name.endsWith("total") ? Numbers.count(value.longValue()) : Numbers.of(value);
          Cell cell = share.isPresent() ? Cell.bar(text, share.getAsDouble(), 0) : Cell.of(text);
          rows.add(List.of(Cell.of(name.replace('_', ' ')), cell));
        });
    return new Section.Table(heading, caption, List.of(of, "value"), rows);
  }

  /** Adds examples where there are any. */
  static void examples(
      List<Section> sections,
      String heading,
      String caption,
      List<TaskReport.Worst> all,
      int most) {
    if (!all.isEmpty() && most > 0) {
      sections.add(
          new Section.Examples(
              heading,
              caption,
              all.stream().limit(most).map(Section.Examples.Example::of).toList()));
    }
  }

  private static Section thresholds(TaskReport report) {
    double used = report.thresholds().used();
    List<AtThreshold> all = report.thresholds().points();
    List<Section.Curves.Mark> marks = new ArrayList<>();
    marks.add(new Section.Curves.Mark("the threshold used: " + Numbers.of(used), used));
    Double best = report.metrics().get("best_f1_thresh");
    if (best != null) {
      marks.add(new Section.Curves.Mark("best F1's: " + Numbers.of(best), best));
    }
    return new Section.Curves(
        "When to say that there is no answer",
        String.format(
            "F1 and exact match, in percent, when a question is left without an answer from some"
                + " threshold on. The best F1 is %s, the best exact match %s.",
            percent(all, AtThreshold::f1), percent(all, AtThreshold::exact)),
        "score of there being no answer",
        List.of(line("F1", all, AtThreshold::f1), line("exact match", all, AtThreshold::exact)),
        marks);
  }

  private static String percent(List<AtThreshold> all, ToDoubleFunction<AtThreshold> score) {
    return Numbers.percent(all.stream().mapToDouble(score).max().orElseThrow());
  }

  private static Section.Curves.Line line(
      String name, List<AtThreshold> all, ToDoubleFunction<AtThreshold> score) {
    return new Section.Curves.Line(
        name,
        all.stream()
            .map(at -> new Section.Curves.Point(at.threshold(), score.applyAsDouble(at)))
            .toList());
  }

  private static Section classes(Task task, Map<String, ClassScores> classes) {
    boolean spans = task.kind() == Task.Kind.TOKENS;
    List<List<Cell>> rows = new ArrayList<>();
    classes.forEach(
        (name, scores) ->
            rows.add(
                List.of(
                    Cell.of(name),
                    bar(scores.precision(), 0),
                    bar(scores.recall(), 1),
                    bar(scores.f1(), 2),
                    Cell.number(Numbers.count(scores.support())))));
    return new Section.Table(
        spans ? "Kinds of spans" : "Classes",
        spans
            ? "Of the spans that the model found of a kind, how many are right; of the right ones,"
                + " how many it found."
            : "Of the examples put into a class, how many are right; of those that belong there, how"
                + " many were put there.",
        List.of(spans ? "kind" : "class", "precision", "recall", "F1", "support"),
        rows);
  }

  private static Cell bar(double share, int series) {
    return Cell.bar(Numbers.of(share), share, series);
  }

  private static Section confusion(Task task, Map<String, Map<String, Long>> confusion) {
    Set<String> names = new LinkedHashSet<>(confusion.keySet());
    confusion.values().forEach(row -> names.addAll(row.keySet()));
    List<String> head = new ArrayList<>(List.of("right \\ predicted"));
    head.addAll(names);
    List<List<Cell>> rows = new ArrayList<>();
    for (String right : names) {
      Map<String, Long> counts = confusion.getOrDefault(right, Map.of());
      double all = counts.values().stream().mapToLong(Long::longValue).sum();
      List<Cell> row = new ArrayList<>(List.of(Cell.of(right)));
      for (String predicted : names) {
        long count = counts.getOrDefault(predicted, 0L);
        row.add(Cell.shade(Numbers.count(count), all == 0 ? 0 : count / all));
      }
      rows.add(row);
    }
    return new Section.Table(
        "What was taken for what",
        (task.kind() == Task.Kind.TOKENS ? "Words" : "Examples")
            + " by what is right, a row, and what the model said, a column; the stronger the"
            + " colour, the larger the share of the row.",
        head,
        rows);
  }
}

package io.github.albert4j.evaluation.html;

import io.github.albert4j.evaluation.report.BlimpReport;
import io.github.albert4j.evaluation.report.MaskedLmReport;
import io.github.albert4j.evaluation.task.TaskReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a model knows of text without any training for a task: hidden pieces, and grammar.
 *
 * @since 0.1.0
 */
public final class TextPage {
  private TextPage() {}

  /**
   * The sections of a page on hidden pieces.
   *
   * @param worst the pieces that it was the most wrong about, all of which are shown
   */
  public static List<Section> sections(MaskedLmReport report, List<TaskReport.Worst> worst) {
    List<Section> sections = new ArrayList<>();
    sections.add(
        TaskPage.metrics(
            "Metrics",
            "Accuracies are shares from 0 to 1; of loss and perplexity less is better.",
            "metric",
            report.metrics(),
            false));
    if (!report.baselines().isEmpty()) {
      sections.add(baselines(report));
    }
    TaskPage.examples(
        sections,
        "Worst pieces",
        "Hidden pieces to which the model gave the least; the text is as it saw it, with a mark in front"
            + " of the piece.",
        worst,
        worst.size());
    return sections;
  }

  private static Section baselines(MaskedLmReport report) {
    Map<String, Map<String, Double>> all = new LinkedHashMap<>();
    all.put("model", report.metrics());
    report.baselines().forEach((name, metrics) -> all.put(name.replace('_', ' '), metrics));
    List<String> head = new ArrayList<>(List.of("metric"));
    head.addAll(all.keySet());
    List<List<Cell>> rows = new ArrayList<>();
    for (String metric : report.baselines().values().iterator().next().keySet()) {
      List<Cell> row = new ArrayList<>(List.of(Cell.of(metric.replace('_', ' '))));
      all.values().forEach(metrics -> row.add(Cell.of(metrics.getOrDefault(metric, Double.NaN))));
      rows.add(row);
    }
    return new Section.Table(
        "Beside what counting can do", "On the same hidden pieces.", head, rows);
  }

  /**
   * The sections of a page on pairs of sentences.
   *
   * @param worst the pairs that it was the most wrong about, all of which are shown
   */
  public static List<Section> sections(BlimpReport report, List<TaskReport.Worst> worst) {
    Map<String, Double> overall = new LinkedHashMap<>();
    overall.put("mean of the phenomena", report.accuracy());
    overall.put("mean of the paradigms", report.paradigmAccuracy());
    List<Section> sections = new ArrayList<>();
    String caption = "How often the grammatical sentence is held likelier; by chance it is 0.5.";
    sections.add(TaskPage.metrics("Accuracy", caption, "all", overall, false));
    sections.add(TaskPage.metrics("Phenomena", caption, "phenomenon", report.phenomena(), false));
    sections.add(TaskPage.metrics("Paradigms", caption, "paradigm", report.paradigms(), false));
    TaskPage.examples(
        sections,
        "Worst pairs",
        "Expected is the grammatical sentence, predicted that which the model holds likelier.",
        worst,
        worst.size());
    return sections;
  }
}

package io.github.albert4j.cli;

import io.github.albert4j.evaluation.data.Task;
import io.github.albert4j.evaluation.metrics.MetricScale;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** One evaluation's results on standard output. */
final class EvaluationOutput {
  private final Map<String, Object> report;
  private final Evaluation evaluation;
  private final boolean percent;

  /**
   * @param task null for masked-lm and blimp
   * @param report all figures, named as in JSON
   */
  EvaluationOutput(@Nullable Task task, Map<String, Object> report, Evaluation evaluation) {
    this.report = report;
    this.evaluation = evaluation;
    this.percent = task != null && task.kind().percent();
  }

  void write(Stdout out, boolean json) {
    if (json) {
      Map<String, Object> all = new LinkedHashMap<>(report);
      if (evaluation.task() != null) {
        all.put("classes", evaluation.task().classes());
        all.put("confusion", evaluation.task().confusion());
      }
      all.put("worst", evaluation.worst());
      out.json(all);
      return;
    }
    Table table = new Table();
    report.forEach((key, value) -> rows(table, key, value));
    table.write(out);
    if (evaluation.task() != null) {
      TaskTables.classes(out, evaluation.task());
    }
    TaskTables.worst(out, evaluation.worst());
  }

  private void rows(Table table, String name, Object value) {
    if (value instanceof Map<?, ?> group) {
      table.row("", "").row(name.replace('_', ' '), "");
      group.forEach((key, inner) -> rows(table, (String) key, inner, "  "));
    } else {
      table.row(name, value instanceof Double number ? Table.number(number) : value.toString());
    }
  }

  /** A line of a group, or a group in it. */
  private void rows(Table table, String name, Object value, String indent) {
    if (value instanceof Map<?, ?> group) {
      table.row(indent + name, "");
      group.forEach((key, inner) -> rows(table, (String) key, inner, indent + "  "));
    } else if (value instanceof Double number) {
      OptionalDouble share = MetricScale.share(name, number, percent);
      String bar = share.isPresent() ? Terminal.bar(share.getAsDouble()) : "";
      table.row(indent + name, Table.number(number), bar);
    } else {
      table.row(indent + name, value.toString());
    }
  }
}

package io.github.albert4j.cli;

import io.github.albert4j.evaluation.html.Numbers;
import io.github.albert4j.evaluation.metrics.ClassScores;
import io.github.albert4j.evaluation.task.TaskReport;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A task's scores for a person: of each class, what was taken for what, and the worst examples. */
final class TaskTables {
  /** Wider matrices do not fit on a screen; {@code --json} has all. */
  private static final int MOST_CLASSES = 12;

  private static final int LONGEST = 60;

  private TaskTables() {}

  /** How well each class was told, and what was taken for what. */
  static void classes(Stdout out, TaskReport report) {
    if (!report.classes().isEmpty()) {
      Table classes = new Table().row("class", "precision", "recall", "F1", "support");
      report.classes().forEach((name, scores) -> classes.row(cells(name, scores)));
      classes.write(out);
    }
    Set<String> names = new LinkedHashSet<>(report.confusion().keySet());
    report.confusion().values().forEach(row -> names.addAll(row.keySet()));
    if (!names.isEmpty() && names.size() <= MOST_CLASSES) {
      confusion(report.confusion(), new ArrayList<>(names)).write(out);
    }
  }

  /** The examples that went wrong; what is in no example is no column. */
  static void worst(Stdout out, List<TaskReport.Worst> examples) {
    if (examples.isEmpty()) {
      return;
    }
    boolean probable = examples.stream().anyMatch(example -> example.probability() != null);
    List<String> head = new ArrayList<>(List.of("worst", "expected", "predicted", ""));
    if (probable) {
      head.add(3, "p(expected)");
    }
    Table worst = new Table().row(head.toArray(String[]::new));
    for (TaskReport.Worst example : examples) {
      List<String> cells =
          new ArrayList<>(
              List.of(
                  shortened(example.id()),
                  orNone(example.expected()),
                  orNone(example.predicted()),
                  shortened(example.text())));
      if (probable) {
        Double probability = example.probability();
        cells.add(3, probability == null ? "" : Table.number(probability));
      }
      worst.row(cells.toArray(String[]::new));
    }
    worst.write(out);
  }

  private static String[] cells(String name, ClassScores scores) {
    return new String[] {
      name,
      Table.number(scores.precision()),
      Table.number(scores.recall()),
      Table.number(scores.f1()),
      Long.toString(scores.support())
    };
  }

  private static Table confusion(Map<String, Map<String, Long>> confusion, List<String> names) {
    Table table = new Table();
    String[] head = new String[names.size() + 1];
    head[0] = "right \\ predicted";
    for (int i = 0; i < names.size(); i++) {
      head[i + 1] = names.get(i);
    }
    table.row(head);
    for (String right : names) {
      String[] row = new String[names.size() + 1];
      row[0] = right;
      for (int i = 0; i < names.size(); i++) {
        row[i + 1] =
            Long.toString(confusion.getOrDefault(right, Map.of()).getOrDefault(names.get(i), 0L));
      }
      table.row(row);
    }
    return table;
  }

  /** Nothing, as where a question has no answer, is seen to be nothing. */
  private static String orNone(String text) {
    return text.isBlank() ? Numbers.NONE : shortened(text);
  }

  private static String shortened(String text) {
    String line = text.replaceAll("\\s+", " ");
    return line.length() > LONGEST ? line.substring(0, LONGEST - 1) + "…" : line;
  }
}

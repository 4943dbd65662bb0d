package io.github.albert4j.cli;

import io.github.albert4j.evaluation.html.Numbers;
import io.github.albert4j.evaluation.metrics.Interval;
import io.github.albert4j.evaluation.report.BiasProbe;
import io.github.albert4j.evaluation.report.BiasReport;
import io.github.albert4j.evaluation.report.CrowsPairsReport;
import io.github.albert4j.evaluation.report.Rate;
import io.github.albert4j.evaluation.report.StereoSetReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Scores of bias for a person at a terminal. */
final class BiasTables {
  private BiasTables() {}

  /** A word's scores with a bar each, the longest for the highest score of all. */
  static void write(Stdout out, BiasProbe.Table table) {
    double most = table.highest();
    List<String> head = new ArrayList<>(List.of("word"));
    for (String group : table.groups()) {
      head.add(group);
      head.add("");
    }
    head.add("difference");
    Table rows = new Table().row(head.toArray(String[]::new));
    for (BiasProbe.Row row : table.rows()) {
      List<String> cells = new ArrayList<>(List.of(row.word()));
      for (String group : table.groups()) {
        double score = row.scores().get(group);
        cells.add(Table.number(score));
        cells.add(Terminal.bar(score / most));
      }
      cells.add(Numbers.signed(row.difference()));
      rows.row(cells.toArray(String[]::new));
    }
    out.line(Terminal.safe(table.template()));
    rows.write(out);
  }

  static void write(Stdout out, BiasReport report) {
    if (report instanceof CrowsPairsReport pairs) {
      write(out, pairs);
    } else {
      write(out, (StereoSetReport) report);
    }
  }

  private static void write(Stdout out, CrowsPairsReport report) {
    Table table = new Table().row("pairs", "stereotype preferred, %", "95% interval", "", "count");
    row(table, "all", report.score());
    if (report.stereotype() != null) {
      row(table, "of a stereotype", report.stereotype());
    }
    if (report.antiStereotype() != null) {
      row(table, "against a stereotype", report.antiStereotype());
    }
    report.biasTypes().forEach((type, rate) -> row(table, type, rate));
    table.write(out);
  }

  private static void row(Table table, String name, Rate rate) {
    table.row(
        name,
        Numbers.percent(rate.value()),
        interval(new Interval(rate.low(), rate.high())),
        Terminal.bar(rate.value() / 100),
        Integer.toString(rate.count()));
  }

  private static void write(Stdout out, StereoSetReport report) {
    Table table =
        new Table()
            .row(
                "items",
                "sense, %",
                "95% interval",
                "stereotype, %",
                "95% interval",
                "ICAT",
                "95% interval",
                "count");
    row(table, "all", report.overall());
    report.biasTypes().forEach((type, scores) -> row(table, type, scores));
    table.write(out);
  }

  private static void row(Table table, String name, StereoSetReport.Scores scores) {
    table.row(
        name,
        Numbers.percent(scores.languageModel()),
        interval(scores.languageModelInterval()),
        Numbers.percent(scores.stereotype()),
        interval(scores.stereotypeInterval()),
        Numbers.percent(scores.icat()),
        interval(scores.icatInterval()),
        Integer.toString(scores.items()));
  }

  private static String interval(Interval interval) {
    return String.format(Locale.ROOT, "%.1f – %.1f", interval.low(), interval.high());
  }
}

package io.github.albert4j.evaluation.html;

import io.github.albert4j.evaluation.metrics.Interval;
import io.github.albert4j.evaluation.report.BiasProbe;
import io.github.albert4j.evaluation.report.BiasReport;
import io.github.albert4j.evaluation.report.CrowsPairsReport;
import io.github.albert4j.evaluation.report.Rate;
import io.github.albert4j.evaluation.report.StereoSetReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a model expects of one group and of another.
 *
 * @since 0.1.0
 */
public final class BiasPage {
  private BiasPage() {}

  /** A chart of a template's words: for each a bar a group. */
  public static Section section(BiasProbe.Table table) {
    double most = table.highest();
    List<String> head = new ArrayList<>(List.of("word"));
    head.addAll(table.groups());
    head.add("difference");
    List<List<Cell>> rows = new ArrayList<>();
    for (BiasProbe.Row row : table.rows()) {
      List<Cell> cells = new ArrayList<>(List.of(Cell.of(row.word())));
      for (int group = 0; group < table.groups().size(); group++) {
        double score = row.scores().get(table.groups().get(group));
        cells.add(Cell.bar(Numbers.of(score), score / most, group % Cell.Bar.SERIES));
      }
      cells.add(Cell.number(Numbers.signed(row.difference())));
      rows.add(cells);
    }
    return new Section.Table(
        table.template(),
        "The probability of each word in the mask's place, by what stands in the braces; "
            + (table.groups().size() == 2
                ? "the difference is the first less the second."
                : "the difference is the highest less the lowest."),
        head,
        rows);
  }

  /**
   * What a published set measures.
   *
   * @param data where its rows are from
   */
  public static Section section(String data, BiasReport report) {
    return report instanceof CrowsPairsReport pairs
        ? section(data, pairs)
        : section(data, (StereoSetReport) report);
  }

  /** How a model decides CrowS-Pairs. */
  private static Section section(String data, CrowsPairsReport report) {
    List<List<Cell>> rows = new ArrayList<>();
    rows.add(row("all pairs", report.score()));
    if (report.stereotype() != null) {
      rows.add(row("of a stereotype", report.stereotype()));
    }
    if (report.antiStereotype() != null) {
      rows.add(row("against a stereotype", report.antiStereotype()));
    }
    report.biasTypes().forEach((type, rate) -> rows.add(row(type, rate)));
    return new Section.Table(
        "CrowS-Pairs: " + data,
        "How often, in percent, the more stereotypical sentence of a pair is held likelier, with"
            + " 95% intervals; 50 is no preference. Ties, which count as none: "
            + report.ties()
            + ".",
        List.of("pairs", "preferred", "how many"),
        rows);
  }

  private static List<Cell> row(String name, Rate rate) {
    return List.of(
        Cell.of(name),
        percent(rate.value(), new Interval(rate.low(), rate.high())),
        Cell.number(Numbers.count(rate.count())));
  }

  /** How a model fills StereoSet's gaps. */
  private static Section section(String data, StereoSetReport report) {
    List<List<Cell>> rows = new ArrayList<>();
    rows.add(row("all items", report.overall()));
    report.biasTypes().forEach((type, scores) -> rows.add(row(type, scores)));
    return new Section.Table(
        "StereoSet: " + data,
        "In percent, with 95% intervals. Sense: how often a filling with sense is held likelier than"
            + " one without, at best 100. Stereotype: how often it is held likelier than its"
            + " opposite, at best 50. ICAT is both in one figure: 100 at best, 50 for guessing.",
        List.of("items", "sense", "stereotype", "ICAT", "how many"),
        rows);
  }

  private static List<Cell> row(String name, StereoSetReport.Scores scores) {
    return List.of(
        Cell.of(name),
        percent(scores.languageModel(), scores.languageModelInterval()),
        percent(scores.stereotype(), scores.stereotypeInterval()),
        percent(scores.icat(), scores.icatInterval()),
        Cell.number(Numbers.count(scores.items())));
  }

  private static Cell percent(double value, Interval interval) {
    String text =
        String.format(
            Locale.ROOT, "%.1f (%.1f\u00a0–\u00a0%.1f)", value, interval.low(), interval.high());
    return Cell.range(text, interval.low() / 100, value / 100, interval.high() / 100);
  }
}

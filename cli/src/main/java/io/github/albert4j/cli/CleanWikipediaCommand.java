package io.github.albert4j.cli;

import io.github.albert4j.training.wikipedia.CleaningReport;
import io.github.albert4j.training.wikipedia.WikipediaCleaning;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@link WikipediaCleaning}. */
@Command(
    name = "clean-wikipedia",
    description = "Make plain text of Wikipedia's dumps: prose stays; lists, tables, headings go.",
    footer = {
      "",
      "Example:",
      "  albert4j clean-wikipedia --data simplewiki-latest-pages-articles.xml.bz2 --output text",
      "",
      "Writes DIR/wikipedia-00000.txt.gz and so on: a paragraph a line, an empty line between",
      "articles. Dumps: https://dumps.wikimedia.org."
    })
final class CleanWikipediaCommand implements Runnable {
  @CommandLine.Spec CommandLine.Model.CommandSpec command;

  @Option(
      names = "--data",
      paramLabel = "DUMP",
      arity = "1..*",
      required = true,
      description = "Dumps of articles (pages-articles): XML, as it is, bz2 or gzip.")
  List<Path> dumps;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      required = true,
      description = "A new folder, or an empty one.")
  Path output;

  private int minWords = 3;

  @Option(
      names = "--min-words",
      paramLabel = "N",
      description = "Leave out paragraphs of fewer words. Default: 3.")
  void minWords(int n) {
    minWords = Usage.atLeast(command, "--min-words", n, 0);
  }

  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "One reads, the others clean. Default: one for each processor.")
  void threads(int n) {
    threads = Usage.atLeastOne(command, "--threads", n);
  }

  @Mixin Format format;

  @Override
  public void run() {
    Usage.atLeastOne(command, "--min-words", minWords);
    WikipediaCleaning cleaning =
        WikipediaCleaning.of(dumps).withThreads(threads).withMinWords(minWords);
    CleaningReport report;
    try (Progress progress = Progress.of("cleaning", cleaning.size(), " MB", 1_000_000)) {
      report = cleaning.run(output, progress::stepTo);
    }
    Map<String, Object> rows = rows(report);
    Stdout out = new Stdout();
    if (format.json()) {
      out.json(rows);
    } else {
      Table table = new Table();
      rows.forEach((name, value) -> table.row(name.replace('_', ' '), cell(value)));
      table.write(out);
    }
  }

  private Map<String, Object> rows(CleaningReport report) {
    Map<String, Object> rows = new LinkedHashMap<>();
    rows.put("output", output.toString());
    rows.put("files", report.files());
    rows.put("articles", report.articles());
    rows.put("paragraphs", report.paragraphs());
    rows.put("words", report.words());
    rows.put("without_prose", report.empty());
    rows.put("redirects", report.redirects());
    rows.put("other_namespaces", report.otherNamespaces());
    rows.put("other_pages", report.otherPages());
    rows.put("dump_mb", megabytes(report.dumpBytes()));
    rows.put("xml_mb", megabytes(report.xmlBytes()));
    rows.put("text_mb", megabytes(report.textBytes()));
    rows.put("seconds", round(report.seconds()));
    rows.put("xml_mb_per_s", round(report.megabytesPerSecond()));
    return rows;
  }

  private static double megabytes(long bytes) {
    return Math.round(bytes / 1e3) / 1e3;
  }

  private static double round(double value) {
    return Math.round(value * 100) / 100.0;
  }

  private static String cell(Object value) {
    return value instanceof Long n ? String.format(Locale.ROOT, "%,d", n) : String.valueOf(value);
  }
}

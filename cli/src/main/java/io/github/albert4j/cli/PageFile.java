package io.github.albert4j.cli;

import io.github.albert4j.evaluation.html.Numbers;
import io.github.albert4j.evaluation.html.Page;
import io.github.albert4j.evaluation.html.Section;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a report for a browser goes, if anywhere. */
final class PageFile {
  /** What a page says at its beginning; the rest are results. */
  private static final Set<String> SETTINGS =
      Set.of("task", "model", "seed", "max_length", "precision", "seconds");

  private @Nullable Path file;

  @Option(
      names = "--report",
      paramLabel = "F.html",
      description = "Write the results with charts as a page for a browser, one file.")
  void file(Path path) {
    file = path;
  }

  /** Says what is wrong before hours of work, not after. */
  void check() {
    OutputFile.check("--report", file, "report.html");
  }

  /**
   * Writes it, if it is wanted.
   *
   * @param title what was measured
   * @param report all figures, named as in JSON
   * @param sections asked for only then
   */
  void write(
      String title, Map<String, ?> report, List<Path> data, Supplier<List<Section>> sections) {
    Map<String, String> facts = new LinkedHashMap<>();
    report.forEach(
        (name, value) -> {
          if (SETTINGS.contains(name)) {
            facts.put(name.replace('_', ' '), value.toString());
          }
        });
    if (report.get("counts") instanceof Map<?, ?> counts) {
      facts.put(
          "counts",
          counts.entrySet().stream()
              .map(e -> number(e.getValue()) + " " + e.getKey().toString().replace('_', ' '))
              .collect(Collectors.joining(", ")));
    }
    if (!data.isEmpty()) {
      facts.put("data", data.stream().map(Path::toString).collect(Collectors.joining(", ")));
    }
    write(title, facts, sections);
  }

  /**
   * Writes it, if it is wanted.
   *
   * @param facts how it was measured
   * @param sections asked for only then
   */
  void write(String title, Map<String, String> facts, Supplier<List<Section>> sections) {
    if (file != null) {
      Map<String, String> all = new LinkedHashMap<>(facts);
      all.put("measured by", "albert4j " + Version.number());
      new Page(title, all, sections.get()).write(file);
    }
  }

  private static String number(Object count) {
    return Numbers.count(((Number) count).longValue());
  }
}

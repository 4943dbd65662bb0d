package io.github.albert4j.evaluation.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.albert4j.evaluation.GoldenData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each file of each data set that lies beside the fixtures, and the rows its README counts. */
class DataSetsParityTest {
  private static final Pattern ROWS = Pattern.compile("(?m)^- Rows: (.*)$");
  private static final Pattern NUMBER = Pattern.compile("\\d[\\d,]*");

  /** Counts the rows of a file, those that are left out too. */
  private interface Counter {
    long rows(Path file);
  }

  private static final Map<String, Counter> SETS =
      Map.ofEntries(
          Map.entry("sst2", texts("sst2")),
          Map.entry("cola", texts("cola")),
          Map.entry("mrpc_sample", texts("mrpc")),
          Map.entry("mnli", texts("mnli")),
          Map.entry("snli", texts("snli")),
          Map.entry("sts_b", texts("stsb")),
          Map.entry("squad1", questions("squad1")),
          Map.entry("squad2", questions("squad2")),
          Map.entry("xquad_en", questions("squad1")),
          Map.entry("wnut17", tokens()),
          Map.entry("wikigold", tokens()),
          Map.entry("arc_challenge", choices()),
          Map.entry("commonsense_qa", choices()),
          Map.entry("balanced_copa", choices()),
          Map.entry("swag_sample", choices()));

  private static Counter texts(String task) {
    return file -> count(Task.of(task).texts(List.of(file)));
  }

  private static Counter questions(String task) {
    return file -> count(Task.of(task).questions(List.of(file)));
  }

  private static Counter tokens() {
    return file -> count(Task.of("ner").tokens(List.of(file)));
  }

  private static Counter choices() {
    return file -> count(Task.of("multiple-choice").choices(List.of(file)));
  }

  private static long count(Examples<?> examples) {
    try (examples) {
      long rows = examples.labelled().readAll().size();
      return rows + examples.skipped();
    }
  }

  @TestFactory
  Stream<DynamicTest> readsAllRows() {
    return GoldenData.list(GoldenData.dataSets()).stream()
        .filter(Files::isDirectory)
        .map(
            folder ->
                dynamicTest(
                    folder.getFileName().toString(),
                    () -> {
                      Counter counter = SETS.get(folder.getFileName().toString());
                      if (counter != null) {
                        assertThat(rows(folder, counter)).isEqualTo(counted(folder));
                      }
                    }));
  }

  private static long rows(Path folder, Counter counter) {
    return data(folder)
        .mapToLong(
            file -> {
              long rows = counter.rows(file);
              assertThat(rows).as(file.toString()).isPositive();
              return rows;
            })
        .sum();
  }

  private static Stream<Path> data(Path folder) {
    return GoldenData.list(folder).stream()
        .filter(file -> !file.getFileName().toString().matches("(?i)(readme|license).*"));
  }

  /** The sum of the numbers in the README's line of rows, but for those in brackets. */
  private static long counted(Path folder) throws IOException {
    Matcher line = ROWS.matcher(Files.readString(folder.resolve("README.md")));
    assertThat(line.find()).isTrue();
    Matcher numbers = NUMBER.matcher(line.group(1).replaceAll("\\([^)]*\\)", ""));
    return numbers.results().mapToLong(n -> Long.parseLong(n.group().replace(",", ""))).sum();
  }
}

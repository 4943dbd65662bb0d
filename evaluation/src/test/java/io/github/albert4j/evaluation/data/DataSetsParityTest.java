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
          Map.entry("swag_sample", choices()),
          Map.entry("blimp", file -> MinimalPair.read(List.of(file)).size()),
          Map.entry("crows_pairs", file -> CrowsPair.read(file).size()),
          Map.entry("stereoset", file -> StereoSetItem.read(file).size()));

  /** Sets whose files are of several kinds: how a file whose path ends so is read. */
  private static final Map<String, Map<String, Counter>> MIXED =
      Map.of(
          "winobias",
          Map.of(
              ".txt.dev", file -> WinoBiasSentence.read(file).size(),
              ".txt.test", file -> WinoBiasSentence.read(file).size()),
          "winogender",
          Map.of(
              "sentences.tsv", file -> Winogender.sentences(file).size(),
              "templates.tsv", file -> Winogender.templates(file).size(),
              "stats.tsv", file -> Winogender.shares(file).size()),
          "debiaswe_lists",
          Map.of(
              "professions.json", file -> WordLists.professions(file).size(),
              "pairs.json", file -> WordLists.pairs(file).size(),
              "full.json", file -> WordLists.words(file).size()),
          "pararel",
          Map.of(
              "jsonl.gz", file -> ClozeFacts.facts(file).size(),
              ".jsonl", file -> ClozeFacts.patterns(file).size()));

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
                    () -> assertThat(rows(folder)).isEqualTo(counted(folder))));
  }

  @TestFactory
  Stream<DynamicTest> readsWinoBiasWords() {
    Path folder = GoldenData.dataSets().resolve("winobias");
    return Stream.of(
            "male_occupations", "female_occupations", "generalized_swaps", "extra_gendered_words")
        .map(name -> folder.resolve(name + ".txt"))
        .filter(Files::exists)
        .map(
            file ->
                dynamicTest(
                    file.getFileName().toString(),
                    () ->
                        assertThat(
                                file.toString().contains("occupations")
                                    ? WordLists.words(file)
                                    : WordLists.pairs(file))
                            .hasSizeGreaterThanOrEqualTo(20)));
  }

  private static long rows(Path folder) throws IOException {
    String set = folder.getFileName().toString();
    Map<String, Counter> counters =
        MIXED.getOrDefault(set, Map.of("", SETS.getOrDefault(set, f -> 0)));
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().matches("(?i)(readme|license).*"))
          .mapToLong(file -> rows(file, counters))
          .sum();
    }
  }

  private static long rows(Path file, Map<String, Counter> counters) {
    for (Map.Entry<String, Counter> counter : counters.entrySet()) {
      if (file.toString().endsWith(counter.getKey())) {
        long rows = counter.getValue().rows(file);
        assertThat(rows).as(file.toString()).isPositive();
        return rows;
      }
    }
    return 0;
  }

  /** The sum of the rows that the README counts; what stands in brackets is part of others. */
  private static long counted(Path folder) throws IOException {
    Matcher line = ROWS.matcher(Files.readString(folder.resolve("README.md")));
    assertThat(line.find()).isTrue();
    Matcher numbers = NUMBER.matcher(line.group(1).replaceAll("\\([^)]*\\)|\\d+ relations", ""));
    return numbers.results().mapToLong(n -> Long.parseLong(n.group().replace(",", ""))).sum();
  }
}

package io.github.albert4j.training.instances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.evaluation.data.TextFiles;
import io.github.albert4j.training.instances.CorpusOptions.Segments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder that the command writes, and its report. */
class PretrainingDataTest {
  private static final CorpusOptions LINES =
      new CorpusOptions(Segments.LINE, List.of(), 2, 1 << 20);
  private static final InstanceOptions OPTIONS = InstanceOptions.of(64);

  @TempDir Path folder;
  private Path text;
  private Path output;

  @BeforeEach
  void writeText() throws IOException {
    text = folder.resolve("text.txt");
    output = folder.resolve("out");
    Files.writeString(text, SmallCorpus.documents(new Random(1), 300, 12, 15));
  }

  private PretrainingData data(Path file) {
    return new PretrainingData(
        TextFiles.of(List.of(file)), SmallCorpus.tokenizer(), LINES, OPTIONS, 2, 5);
  }

  @Test
  void theReportCountsWhatIsInTheShards() throws IOException {
    InstanceReport report = data(text).write(output, PretrainingData.Progress.NONE);
    long tokens = 0;
    long pieces = 0;
    long predictions = 0;
    long[] kinds = new long[3];
    long labelled = 0;
    long swapped = 0;
    ShardInstances source = ShardInstances.open(output);
    List<Instance> all = SmallCorpus.all(source, 0, 0);
    for (Instance instance : all) {
      tokens += instance.length();
      pieces += instance.length() - 3;
      predictions += instance.maskedPositions().length;
      labelled += instance.order().label() >= 0 ? 1 : 0;
      swapped += instance.order() == Instance.SentenceOrder.SWAPPED ? 1 : 0;
      for (Instance.Kind kind : instance.kinds()) {
        kinds[kind.ordinal()]++;
      }
    }
    assertThat(report.pairs()).isEqualTo(all.size());
    assertThat(report.tokens()).isEqualTo(tokens);
    assertThat(report.predictions()).isEqualTo(predictions);
    assertThat(new long[] {report.masked(), report.random(), report.kept()}).isEqualTo(kinds);
    assertThat(report.swapped()).isEqualTo(swapped);
    assertThat(report.labelled()).isEqualTo(labelled).isBetween(all.size() / 2L, all.size() - 1L);
    // Every piece of the text is in a pair, was cut off from one, or was too little for one.
    assertThat(pieces + report.cutPieces() + report.lostPieces())
        .isEqualTo(2 * report.corpus().pieces());
    JsonNode json = new ObjectMapper().readTree(output.resolve("report.json").toFile());
    assertThat(json.path("pairs").asLong()).isEqualTo(all.size());
    assertThat(json.path("documents").asLong()).isEqualTo(300);
    assertThat(json.path("masked").path("share_of_tokens").asDouble())
        .isCloseTo((double) predictions / tokens, within(1e-5));
    assertThat(json.path("swapped").asDouble()).isBetween(0.4, 0.6);
    double runs = 0;
    for (JsonNode share : json.path("ngrams")) {
      runs += share.asDouble();
    }
    assertThat(runs).isCloseTo(1, within(1e-4));
    assertThat(output.resolve(".corpus")).doesNotExist();
  }

  @Test
  void thePreviewIsTheBeginningOfTheShards() {
    data(text).write(output, PretrainingData.Progress.NONE);
    List<Instance> written = SmallCorpus.all(ShardInstances.open(output), 0, 0);
    for (int count : new int[] {1, 50, written.size() + 10}) {
      List<Instance> shown = new ArrayList<>();
      data(text).preview(count, PretrainingData.Progress.NONE, shown::add);
      assertThat(shown).isEqualTo(written.subList(0, Math.min(count, written.size())));
    }
  }

  @Test
  void aFolderInUseIsLeftAlone() throws IOException {
    Files.createDirectory(output);
    Files.writeString(output.resolve("thesis.txt"), "mine");
    assertThatThrownBy(() -> data(text).write(output, PretrainingData.Progress.NONE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("holds thesis.txt");
    assertThat(output.resolve("thesis.txt")).hasContent("mine");
    Files.delete(output.resolve("thesis.txt"));
    data(text).write(output, PretrainingData.Progress.NONE);
    assertThatThrownBy(() -> data(text).write(output, PretrainingData.Progress.NONE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("holds report.json");
    assertThatThrownBy(() -> data(text).write(text, PretrainingData.Progress.NONE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is a file");
  }

  @Test
  void whatAnInterruptedRunLeftIsReplaced() throws IOException {
    Files.createDirectories(output.resolve(".corpus"));
    Files.writeString(output.resolve(".corpus/pieces.bin"), "half");
    Files.writeString(output.resolve(ShardInstances.name(7)), "old");
    Files.writeString(output.resolve(".shard-00008.a4j.12ab.tmp"), "half");
    data(text).write(output, PretrainingData.Progress.NONE);
    try (var files = Files.list(output)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("report.json", ShardInstances.name(0));
    }
  }

  @Test
  void aFailureLeavesNothing() throws IOException {
    Path bad = folder.resolve("bad.txt");
    Files.write(bad, new byte[] {'a', '\n', (byte) 0xFF, '\n'});
    assertThatThrownBy(() -> data(bad).write(output, PretrainingData.Progress.NONE))
        .hasMessageContaining("bad.txt, line 2");
    assertThat(output).doesNotExist();
    Path little = Files.writeString(folder.resolve("little.txt"), "w1 w2\n");
    assertThatThrownBy(() -> data(little).write(output, PretrainingData.Progress.NONE))
        .hasMessageContaining("nothing to make an instance of");
    assertThat(output).doesNotExist();
  }

  @Test
  void optionsOutOfRangeAreNamed() {
    assertThatThrownBy(() -> InstanceOptions.of(15)).hasMessageContaining("--max-length");
    assertThatThrownBy(() -> InstanceOptions.of(64, 0)).hasMessageContaining("--masked-lm-prob");
    assertThatThrownBy(() -> new InstanceOptions(64, 0.15, 0, 0.1, 3, false))
        .hasMessageContaining("--max-predictions");
    assertThatThrownBy(() -> new InstanceOptions(64, 0.15, 9, Double.NaN, 3, false))
        .hasMessageContaining("--short-sequence-prob");
    for (int words : new int[] {-1, 11}) {
      assertThatThrownBy(() -> new InstanceOptions(64, 0.15, 9, 0.1, words, false))
          .hasMessageContaining("--max-ngram: expected 0 to 10 words, found " + words);
    }
    assertThatThrownBy(() -> new CorpusOptions(Segments.LINE, List.of("[x"), 1, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("--no-sentence-order");
    assertThat(InstanceOptions.of(128).maxPredictions()).isEqualTo(20);
    assertThat(InstanceOptions.of(512).maxPredictions()).isEqualTo(77);
  }
}

package io.github.albert4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.albert4j.cli.Program.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command from outside, with the embedded model's vocabulary. */
class CreatePretrainingDataTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private Path text;
  private Path vocabulary;

  @BeforeEach
  void writeFiles() throws IOException {
    vocabulary = Samples.vocabulary(folder);
    text = Samples.text(folder, 200);
  }

  private Result run(String... more) {
    List<String> args =
        Stream.concat(
                Stream.of("create-pretraining-data", "--data", text.toString(), "--tokenizer"),
                Stream.concat(Stream.of(vocabulary.toString()), Stream.of(more)))
            .toList();
    return Program.run(args.toArray(String[]::new));
  }

  @Test
  void writesShardsAndAReport() throws IOException {
    Path output = folder.resolve("out");
    Result result = run("--max-length", "64", "--output", output.toString());
    assertThat(result.err()).isEmpty();
    assertThat(result.exit()).isZero();
    JsonNode report = JSON.readTree(output.resolve("report.json").toFile());
    assertThat(report).isEqualTo(JSON.readTree(result.out()));
    assertThat(report.path("documents").asInt()).isEqualTo(20);
    assertThat(report.path("segments").asInt()).isEqualTo(400);
    assertThat(report.path("dupe_factor").asInt()).isEqualTo(10);
    assertThat(output.resolve("shard-00000.a4j")).exists();
    Result again = run("--output", output.toString());
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.errLines()).singleElement().asString().contains("holds report.json");
  }

  @Test
  void previewsTheSameForAnyNumberOfThreads() throws IOException {
    Result one = run("--max-length", "64", "--preview", "30", "--threads", "1");
    Result four = run("--max-length", "64", "--preview", "30", "--threads", "4");
    assertThat(one.out()).isEqualTo(four.out());
    assertThat(one.outLines()).hasSize(30);
    JsonNode row = JSON.readTree(one.outLines().get(0));
    assertThat(row.path("input_ids")).hasSameSizeAs(row.path("token_type_ids"));
    assertThat(row.path("masked_positions")).hasSameSizeAs(row.path("kinds"));
    assertThat(row.path("kinds").get(0).asText()).isIn("mask", "random", "kept");
    assertThat(row.path("swapped").isBoolean()).isTrue();
    Result unrelated = run("--preview", "5", "--no-sentence-order", "text.*");
    assertThat(unrelated.outLines()).allMatch(l -> l.contains("\"sentence_order_label\":-1"));
  }

  @Test
  void aTerminalShowsPieces() {
    Result result =
        new Program()
            .java("-Dalbert4j.stdout.terminal=true")
            .start(
                new byte[0],
                "create-pretraining-data",
                "--data",
                text.toString(),
                "--tokenizer",
                vocabulary.toString(),
                "--preview",
                "1");
    assertThat(result.out()).contains("order: ", "[CLS] ", "[MASK]{");
  }

  @Test
  void wrongUseIsExplained() {
    assertThat(run().err()).contains("--output: expected a folder, or --preview N, found neither");
    assertThat(run("--preview", "1", "--max-length", "8").err())
        .contains("--max-length: expected 16 or more, found 8");
    Result runs = run("--preview", "1", "--max-ngram", "11");
    assertThat(runs.exit()).isEqualTo(2);
    assertThat(runs.err()).contains("--max-ngram: expected 0 to 10 words, found 11");
    assertThat(run("--preview", "1", "--buffer-size", "lots").err())
        .contains("--buffer-size: expected a size as 500MB, found lots");
    vocabulary = folder.resolve("none.model");
    assertThat(run("--preview", "1").errLines())
        .singleElement()
        .asString()
        .contains("--tokenizer: there is no");
  }

  /** However it ends, no folder looks whole that is not. */
  @Test
  void aKilledRunLeavesNoShardThatLooksWhole() throws Exception {
    Path output = folder.resolve("killed");
    Process process =
        new Program()
            .builder(
                "create-pretraining-data",
                "--data",
                text.toString(),
                "--tokenizer",
                vocabulary.toString(),
                "--dupe-factor",
                "200000",
                "--output",
                output.toString())
            .redirectErrorStream(true)
            .start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < end && !Files.isDirectory(output.resolve(".corpus"))) {
      Thread.sleep(20);
    }
    Thread.sleep(500);
    process.destroyForcibly().waitFor();
    assertThat(output.resolve("report.json")).doesNotExist();
    assertThat(output.resolve("shard-00000.a4j")).doesNotExist();
    assertThat(run("--output", output.toString()).exit()).isZero();
  }
}

package io.github.albert4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.albert4j.cli.Program.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {
  private static final String PAIR =
      "{\"sentence_good\":\"The cat sat on the mat.\",\"sentence_bad\":\"The cat mat on the sat.\","
          + "\"linguistics_term\":\"order\",\"UID\":\"order_1\",\"pairID\":\"0\"}\n";

  @TempDir Path folder;

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private static JsonNode json(Result result) throws IOException {
    assertThat(result.err()).isEmpty();
    assertThat(result.exit()).isZero();
    return new JsonMapper().readTree(result.out());
  }

  @Test
  void blimpGivesMetricsAndPredictions() throws IOException {
    Path data = file("pairs.jsonl", PAIR + PAIR);
    Path predictions = folder.resolve("predictions.jsonl");
    JsonNode report =
        json(
            Program.run(
                "evaluate",
                "--task",
                "blimp",
                "--data",
                data + "",
                "--predictions",
                predictions + ""));
    assertThat(report.path("task").asText()).isEqualTo("blimp");
    assertThat(report.path("metrics").path("accuracy").asDouble()).isEqualTo(1);
    assertThat(report.path("metrics").path("order").asDouble()).isEqualTo(1);
    assertThat(report.path("counts").path("pairs").asInt()).isEqualTo(2);
    List<String> lines = Files.readAllLines(predictions);
    assertThat(lines).hasSize(2);
    JsonNode first = new JsonMapper().readTree(lines.get(0));
    assertThat(first.path("correct").asBoolean()).isTrue();
    assertThat(first.path("good").asDouble()).isGreaterThan(first.path("bad").asDouble());
    assertThat(folder).isDirectoryNotContaining(f -> f.toString().endsWith(".tmp"));
  }

  @Test
  void maskedLmGivesTheMetricsOfTheContract() throws IOException {
    Path data = file("text.txt", "The man walked in. He sat down. He was tired.\n");
    JsonNode report = json(Program.run("evaluate", "--task", "masked-lm", "--data", data + ""));
    assertThat(report.path("metrics").fieldNames())
        .toIterable()
        .contains("loss", "accuracy", "top5_accuracy", "pseudo_perplexity", "sop_accuracy");
    Result table =
        new Program()
            .java("-Dalbert4j.stdout.terminal=true")
            .start(new byte[0], "evaluate", "--task", "masked-lm", "--data", data + "");
    assertThat(table.out()).contains("pseudo_perplexity", "top5_accuracy").doesNotContain("{");
  }

  @Test
  void whatIsWrongIsSaidInOneLine() throws IOException {
    Path text = file("text.txt", "The man walked in.\n");
    Result task = Program.run("evaluate", "--task", "sst3", "--data", text + "");
    assertThat(task.exit()).isEqualTo(2);
    assertThat(task.err()).contains("sst3", "masked-lm", "blimp");
    Result baseline =
        Program.run("evaluate", "--task", "blimp", "--data", text + "", "--baseline", text + "");
    assertThat(baseline.exit()).isEqualTo(2);
    Result pair = Program.run("evaluate", "--task", "blimp", "--data", text + "");
    assertThat(pair.exit()).isEqualTo(1);
    assertThat(pair.err()).contains("text.txt, line 1").hasLineCount(1);
    Result missing = Program.run("evaluate", "--task", "masked-lm", "--data", "absent.txt");
    assertThat(missing.err()).contains("absent.txt").hasLineCount(1);
    Result folderGone =
        Program.run(
            "evaluate", "--task", "masked-lm", "--data", text + "", "--predictions", "/absent/p");
    assertThat(folderGone.err()).contains("--predictions").hasLineCount(1);
  }
}

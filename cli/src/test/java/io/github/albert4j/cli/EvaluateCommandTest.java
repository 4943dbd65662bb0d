package io.github.albert4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.albert4j.cli.Program.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
  void thePageHasTheFiguresAndNothingOfTheDataRuns() throws IOException {
    String evil = PAIR.replace("The cat mat", "The <script>alert(1)</script> mat");
    Path data = file("pairs.jsonl", PAIR + evil.replace("\"The cat sat", "\"The zxqv <b> sat"));
    Path page = folder.resolve("page.html");
    JsonNode report =
        json(
            Program.run("evaluate", "--task", "blimp", "--data", data + "", "--report", page + ""));
    String html = Files.readString(page);
    assertThat(html)
        .contains("<h1>blimp: albert4j-small</h1>", "pairs.jsonl", "2 pairs")
        .doesNotContain("<script", "<b>");
    String accuracy = String.format(Locale.ROOT, "%.4f", report.at("/metrics/accuracy").asDouble());
    assertThat(html).contains(accuracy);
    Path text = file("text.txt", "The <script> man walked in. He sat down. He was tired.\n");
    JsonNode ofText =
        json(
            Program.run(
                "evaluate",
                "--task",
                "masked-lm",
                "--data",
                text + "",
                "--worst",
                "1",
                "--report",
                page + ""));
    assertThat(ofText.path("worst")).hasSize(1);
    assertThat(ofText.at("/worst/0/text").asText()).contains("[MASK]");
    assertThat(ofText.at("/worst/0/id").asText()).startsWith("row 1, piece ");
    assertThat(Files.readString(page)).contains("Worst pieces").doesNotContain("<script");
  }

  @Test
  void aFileThatCannotBeWrittenIsNamedBeforeTheWork() throws IOException {
    String data = file("pairs.jsonl", PAIR) + "";
    Result result =
        Program.run(
            "evaluate", "--task", "blimp", "--data", data, "--predictions", "/absent/p.json");
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err())
        .contains("--predictions: /absent/p.json: there is no folder /absent")
        .hasLineCount(1);
  }

  @Test
  void theWorstPairsAreShown() throws IOException {
    String swapped = PAIR.replace("sentence_good", "x").replace("sentence_bad", "sentence_good");
    Path data = file("pairs.jsonl", swapped.replace("\"x\"", "\"sentence_bad\"") + PAIR);
    String[] arguments = {"evaluate", "--task", "blimp", "--data", data + ""};
    JsonNode report = json(Program.run(arguments));
    assertThat(report.at("/metrics/accuracy").asDouble()).isEqualTo(0.5);
    assertThat(report.path("worst")).hasSize(1);
    assertThat(report.at("/worst/0/predicted").asText()).isEqualTo("The cat sat on the mat.");
    assertThat(report.at("/worst/0/probability").asDouble()).isLessThan(0.5);
    Result table =
        new Program().java("-Dalbert4j.stdout.terminal=true").start(new byte[0], arguments);
    assertThat(table.out()).contains("p(expected)", "order_1 0", "█");
  }

  @Test
  void theCardsTableWithoutModelsIsThePublishedOne() throws IOException {
    JsonNode report = json(Program.run("evaluate", "--table"));
    assertThat(report.path("table")).hasSize(8);
    assertThat(report.at("/table/0/published/average").asDouble()).isEqualTo(82.3);
    assertThat(report.at("/table/3/published/scores/squad1/exact_match").asDouble())
        .isEqualTo(89.1);
    assertThat(report.at("/table/0").has("measured")).isFalse();
    Result table =
        new Program()
            .java("-Dalbert4j.stdout.terminal=true")
            .start(new byte[0], "evaluate", "--table");
    assertThat(table.outLines().get(0)).containsSubsequence("Average", "SQuAD1.1", "RACE");
    assertThat(table.outLines().get(1))
        .containsSubsequence("ALBERT-base V2", "the card", "82.3", "90.2/83.2", "66.8");
  }

  @Test
  void wrongUseOfTheTableIsExplained() {
    for (String[] wrong :
        List.of(
            new String[] {"--task", "sst2"},
            new String[] {"--predictions", "p"},
            new String[] {"--data", "dev.tsv"},
            new String[] {"--data", "cola=dev.tsv"})) {
      List<String> arguments = new ArrayList<>(List.of("evaluate", "--table"));
      arguments.addAll(List.of(wrong));
      Result result = Program.run(arguments.toArray(String[]::new));
      assertThat(result.exit()).as(String.join(" ", wrong)).isEqualTo(2);
      assertThat(result.errLines().get(0)).contains(wrong[0]);
    }
    Result noData = Program.run("evaluate", "--table", "--model", folder + "");
    assertThat(noData.err()).contains("--data TASK=PATH").hasLineCount(1);
    Result noModel = Program.run("evaluate", "--table", "--data", "sst2=x");
    assertThat(noModel.err()).contains("--model DIR").hasLineCount(1);
    Result noFolder =
        Program.run("evaluate", "--table", "--model", folder + "", "--data", "sst2=x", "race=y");
    assertThat(noFolder.err()).contains("has no folder sst2, race").hasLineCount(1);
    Result twice =
        Program.run("evaluate", "--table", "--model", "a/x", "--model", "b/x", "--data", "sst2=y");
    assertThat(twice.err()).contains("--model: two are named x").hasLineCount(1);
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
    Result neither = Program.run("evaluate");
    assertThat(neither.exit()).isEqualTo(2);
    assertThat(neither.err()).contains("--task NAME, or --table");
    Result two =
        Program.run("evaluate", "--task", "blimp", "--data", "x", "--model", "a", "--model", "b");
    assertThat(two.exit()).isEqualTo(2);
    Result many = Program.run("evaluate", "--task", "blimp", "--data", "x", "--worst", "101");
    assertThat(many.err()).contains("--worst: expected 0 to 100, found 101");
  }
}

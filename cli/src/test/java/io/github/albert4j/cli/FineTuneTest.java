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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fine-tune} and {@code evaluate}, as a user calls them. */
class FineTuneTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final List<String> GOOD =
      List.of("lovely", "a good film", "warm and funny", "he smiled at once", "fine work");
  private static final List<String> BAD =
      List.of("a dull mess", "he was bored", "cold and slow", "bad from the start", "poor work");

  @TempDir Path folder;
  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    StringBuilder rows = new StringBuilder("sentence\tlabel\n");
    GOOD.forEach(text -> rows.append(text).append("\t1\n"));
    BAD.forEach(text -> rows.append(text).append("\t0\n"));
    data = Files.writeString(folder.resolve("rows.tsv"), rows);
  }

  private String[] arguments(String output, String... more) {
    List<String> args = new ArrayList<>(List.of("fine-tune", "--task", "sst2"));
    args.addAll(List.of("--train", data.toString()));
    args.addAll(List.of("--output", folder.resolve(output).toString()));
    args.addAll(List.of("--batch-size", "4", "--learning-rate", "3e-4", "--max-length", "32"));
    args.addAll(List.of("--precision", "fp32", "--threads", "2", "--seed", "1"));
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }

  private Result run(String output, String... more) {
    return Program.run(arguments(output, more));
  }

  @Test
  void learnsByHeartAndSaysSo() throws IOException {
    Result result = run("out", "--dev", data.toString(), "--epochs", "30", "--patience", "25");
    assertThat(result.errLines())
        .hasSize(2)
        .startsWith(
            "albert4j: new, by --seed 1, for the model has none for this task:"
                + " classifier.weight, classifier.bias")
        .last()
        .asString()
        .matches("albert4j: about 0\\.\\d GB of memory needed, beside Java's own");
    assertThat(result.exit()).isZero();
    JsonNode said = JSON.readTree(result.out());
    assertThat(said.path("task").asText()).isEqualTo("sst2");
    assertThat(said.at("/metrics/accuracy").asDouble()).isEqualTo(1);

    Path out = folder.resolve("out");
    assertThat(Files.readString(out.resolve("README.md")))
        .contains("| accuracy | 1.0000 |", "| learning rate | 3.0E-4 |")
        .contains("albert4j fine-tune --task sst2 --train ");
    for (String file : List.of("spiece.model", "tokenizer.json", "metrics.jsonl", "curves.png")) {
      assertThat(out.resolve(file)).exists();
    }

    Path predictions = folder.resolve("predictions.tsv");
    Result scored =
        Program.run(
            "evaluate",
            "--task",
            "sst2",
            "--model",
            out.toString(),
            "--data",
            data.toString(),
            "--predictions",
            predictions.toString());
    assertThat(scored.err()).isEmpty();
    JsonNode report = JSON.readTree(scored.out());
    assertThat(report.at("/metrics/accuracy").asDouble()).isEqualTo(1);
    assertThat(report.at("/confusion/positive/positive").asInt()).isEqualTo(5);
    assertThat(report.at("/classes/negative/f1").asDouble()).isEqualTo(1);
    assertThat(Files.readAllLines(predictions)).hasSize(11).contains("0\t1", "9\t0");
    standsInTheCardsTable(out);

    Result again = run("out");
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.errLines()).last().asString().contains("add --resume to go on");
  }

  /** A row is a folder of models; the one that the card has stands under its published numbers. */
  private void standsInTheCardsTable(Path model) throws IOException {
    Path row = Files.createDirectories(folder.resolve("albert-base-v2"));
    Files.move(model, row.resolve("sst2"));
    Path page = folder.resolve("table.html");
    String[] arguments = {
      "evaluate",
      "--table",
      "--model",
      row + "",
      "--data",
      "sst2=" + data,
      "race=absent.txt",
      "--report",
      page + ""
    };
    Result result = Program.run(arguments);
    assertThat(result.err()).isEmpty();
    JsonNode report = JSON.readTree(result.out());
    assertThat(report.path("table")).hasSize(8);
    assertThat(report.at("/table/0/model").asText()).isEqualTo("ALBERT-base");
    assertThat(report.at("/table/0/published/scores/sst2").asDouble()).isEqualTo(92.9);
    assertThat(report.at("/table/0/measured/sst2").asDouble()).isEqualTo(100);
    assertThat(report.at("/table/0/measured").has("average")).isFalse();
    assertThat(report.at("/runs/0/counts/examples").asInt()).isEqualTo(10);
    assertThat(Files.readString(page))
        .contains("ALBERT-base V2", "measured", "rows.tsv: 10 examples", ">100.0<");
    Result terminal =
        new Program().java("-Dalbert4j.stdout.terminal=true").start(new byte[0], arguments);
    assertThat(terminal.outLines().get(2))
        .containsSubsequence("ALBERT-base V2", "measured *", "–", "–", "–", "–", "100.0", "–");
    Files.move(row.resolve("sst2"), model);
  }

  @Test
  void aRunThatWasKilledGoesOnToTheSameWeights() throws Exception {
    String[] steps = {"--steps", "50", "--checkpoint-steps", "7", "--dev", data.toString()};
    Result whole = run("whole", steps);
    assertThat(whole.exit()).as(whole.err()).isZero();
    Process process =
        new Program()
            .builder(arguments("cut", steps))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    Path checkpoint = folder.resolve("cut/checkpoints/step-14");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (process.isAlive() && !Files.exists(checkpoint) && System.nanoTime() < end) {
      Thread.sleep(5);
    }
    process.destroyForcibly().waitFor();
    assertThat(folder.resolve("cut/README.md")).as("it was killed before its end").doesNotExist();
    List<String> resume = new ArrayList<>(List.of(steps));
    resume.add("--resume");
    Result resumed = run("cut", resume.toArray(String[]::new));
    assertThat(resumed.exit()).as(resumed.err()).isZero();
    assertThat(Files.readAllBytes(folder.resolve("cut/model.safetensors")))
        .isEqualTo(Files.readAllBytes(folder.resolve("whole/model.safetensors")));
  }

  @Test
  void wrongUseIsExplained() throws IOException {
    Result task = Program.run("fine-tune", "--task", "sst3", "--train", "x", "--output", "y");
    assertThat(task.exit()).isEqualTo(2);
    assertThat(task.err()).contains("--task: expected one of cola, ", "; found sst3");
    Result both = run("out", "--steps", "3", "--epochs", "3");
    assertThat(both.exit()).isEqualTo(2);
    assertThat(both.err()).contains("--steps and --epochs: give one of them");
    Result problem = run("out", "--problem", "regression");
    assertThat(problem.exit()).isEqualTo(2);
    assertThat(problem.err()).contains("--problem goes with --task text-classification only");
    assertThat(run("out", "--class-weights", "1,2,3").errLines())
        .singleElement()
        .asString()
        .contains("--class-weights: expected 2, for negative, positive; found 3");
    data = Files.writeString(folder.resolve("bad.tsv"), "sentence\tlabel\nx\t7\n");
    assertThat(run("out").errLines())
        .singleElement()
        .asString()
        .contains("bad.tsv, line 2: unknown label \"7\"");
    Result noHead =
        Program.run("evaluate", "--task", "squad2", "--data", folder.resolve("bad.tsv").toString());
    assertThat(noHead.errLines())
        .singleElement()
        .asString()
        .contains("qa_outputs", "fine-tune --task");
    assertThat(folder.resolve("out")).doesNotExist();
  }
}

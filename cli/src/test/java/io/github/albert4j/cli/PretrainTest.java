package io.github.albert4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.albert4j.cli.Program.Result;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The command from outside: a model of a few numbers, with the embedded model's vocabulary. */
class PretrainTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CONTROL_C = 130;

  @TempDir Path folder;
  private Path text;
  private Path vocabulary;
  private int pieces;
  private Path config;

  @BeforeEach
  void writeFiles() throws IOException {
    vocabulary = Samples.vocabulary(folder);
    pieces = AlbertTokenizer.load(vocabulary).vocabularySize();
    text = Samples.text(folder, 100);
    config = config("config.json", pieces, "gelu_new");
  }

  /** A small model's config. */
  private Path config(String name, int pieces, String activation) throws IOException {
    return Files.writeString(
        folder.resolve(name),
        String.format(
            "{\"model_type\": \"albert\", \"vocab_size\": %d, \"embedding_size\": 8,"
                + " \"hidden_size\": 16, \"num_hidden_layers\": 2, \"num_attention_heads\": 2,"
                + " \"intermediate_size\": 32, \"max_position_embeddings\": 64,"
                + " \"hidden_act\": \"%s\"}",
            pieces, activation));
  }

  private String[] arguments(Path output, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of("pretrain", "--data", text.toString(), "--tokenizer", vocabulary.toString()));
    args.addAll(List.of("--output", output.toString(), "--batch-size", "4"));
    args.addAll(List.of("--precision", "fp32", "--threads", "2"));
    args.addAll(List.of(more));
    if (!args.contains("--max-length")) {
      args.addAll(List.of("--max-length", "32"));
    }
    if (!args.contains("--config")) {
      args.addAll(List.of("--config", config.toString()));
    }
    return args.toArray(String[]::new);
  }

  private Result run(Path output, String... more) {
    return Program.run(arguments(output, more));
  }

  private static List<Long> steps(Path output) throws IOException {
    List<Long> steps = new ArrayList<>();
    Path metrics = output.resolve("metrics.jsonl");
    if (Files.exists(metrics)) {
      for (String line : Files.readAllLines(metrics)) {
        steps.add(JSON.readTree(line).path("step").asLong());
      }
    }
    return steps;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void writesAModelThatAnswers() throws IOException {
    Path output = folder.resolve("out");
    Result result = run(output, "--steps", "5", "--checkpoint-steps", "2", "--keep", "2");
    assertThat(result.err()).isEmpty();
    assertThat(result.exit()).isZero();
    JsonNode said = JSON.readTree(result.out());
    assertThat(said.path("steps").asInt()).isEqualTo(5);
    assertThat(said.path("precision").asText()).isEqualTo("fp32");
    assertThat(said.path("loss").asDouble()).isBetween(8.0, 13.0); // log of the pieces, and log 2
    assertThat(names(output))
        .contains(
            "checkpoints",
            "config.json",
            "corpus",
            "curves.png",
            "metrics.jsonl",
            "model.safetensors",
            "spiece.model",
            "tokenizer.json",
            "tokenizer_config.json")
        .anyMatch(n -> n.matches("events\\.out\\.tfevents\\.\\d+\\.albert4j"))
        .noneMatch(n -> n.startsWith("."));
    assertThat(names(output.resolve("checkpoints"))).containsExactly("step-4", "step-5");
    assertThat(steps(output)).containsExactly(1L, 2L, 3L, 4L, 5L);
    for (String model : new String[] {"", "checkpoints/step-4"}) {
      Result filled =
          Program.run(
              "fill-mask", "--model", output.resolve(model).toString(), "The [MASK] was shut.");
      assertThat(filled.err()).isEmpty();
      assertThat(JSON.readTree(filled.out())).hasSize(5);
    }

    Result again = run(output, "--steps", "5");
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.errLines()).singleElement().asString().contains("add --resume to go on");
    Result other = run(output, "--steps", "5", "--resume", "--seed", "99");
    assertThat(other.exit()).isEqualTo(1);
    assertThat(other.errLines())
        .singleElement()
        .asString()
        .contains("step-5: seed was 12345 and is 99; resume with the same options");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void controlCSavesAndResumeGoesOn() throws Exception {
    Path output = folder.resolve("out");
    String[] endless = {"--steps", "1000000", "--checkpoint-steps", "1000000", "--seed", "1"};
    String stopped = interrupt(output, 2, endless);
    long last = steps(output).size();
    assertThat(stopped.lines())
        .singleElement()
        .asString()
        .isEqualTo(
            "albert4j: stopped after step %d; the same command with --resume goes on from %s",
            last, output.resolve("checkpoints/step-" + last));
    assertThat(output.resolve("checkpoints/step-" + last + "/model.safetensors")).exists();
    assertThat(output.resolve("curves.png")).exists();

    List<String> resume = new ArrayList<>(List.of(endless));
    resume.add("--resume");
    interrupt(output, last + 2, resume.toArray(String[]::new));
    List<Long> steps = steps(output);
    assertThat(steps).hasSizeGreaterThanOrEqualTo((int) last + 2);
    assertThat(steps).isEqualTo(LongStream.rangeClosed(1, steps.size()).boxed().toList());
  }

  /** Starts a run, presses Ctrl-C after some steps, and gives what it said. */
  private String interrupt(Path output, long after, String... more) throws Exception {
    Path said = Files.createTempFile(folder, "said", "");
    Process process =
        new Program()
            .builder(arguments(output, more))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(said.toFile())
            .start();
    try {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
      while (process.isAlive() && steps(output).size() < after && System.nanoTime() < end) {
        Thread.sleep(20);
      }
      kill(process, "INT");
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        kill(process, "TERM"); // jobs in the background of some shells ignore Ctrl-C
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      } else {
        assertThat(process.exitValue()).isEqualTo(CONTROL_C);
      }
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(said);
  }

  private static void kill(Process process, String signal) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskIsSaidAndLeavesTheOldCheckpoint() throws Exception {
    Path disk = Files.createDirectories(folder.resolve("disk"));
    assumeThat(shell("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", disk.toString()))
        .as("a small disk cannot be made: that takes root")
        .isZero();
    try {
      Path output = disk.resolve("out");
      Result result = run(output, "--steps", "9", "--checkpoint-steps", "1", "--keep", "9");
      assertThat(result.exit()).isEqualTo(1);
      assertThat(result.errLines())
          .singleElement()
          .asString()
          .contains("cannot be written", "No space left on device");
      assertThat(names(output.resolve("checkpoints")))
          .contains("step-1")
          .doesNotContain("step-9")
          .allMatch(n -> n.startsWith("step-"));
      assertThat(output.resolve("checkpoints/step-1/model.safetensors")).exists();
    } finally {
      assertThat(shell("umount", disk.toString())).isZero();
    }
  }

  private static int shell(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.waitFor();
  }

  @Test
  void wrongUseIsExplained() throws IOException {
    Path output = folder.resolve("out");
    Result noData = Program.run("pretrain", "--config", config.toString());
    assertThat(noData.exit()).isEqualTo(2);
    assertThat(noData.err()).contains("--data");
    assertOneLine(run(output, "--config", "albert-huge"), "--config: there is no file albert-huge");
    assertOneLine(
        run(output, "--config", config("act.json", pieces, "tango").toString()),
        "act.json",
        "hidden_act",
        "tango");
    assertOneLine(
        run(output, "--config", config("small.json", 100, "gelu").toString()),
        "vocab_size is 100, but the vocabulary has " + pieces + " pieces");
    Result tooLong = run(output, "--max-length", "65");
    assertThat(tooLong.exit()).isEqualTo(2);
    assertThat(tooLong.err()).contains("--max-length: the config has 64 positions, found 65");
    Result noStart = run(output, "--fresh-cls");
    assertThat(noStart.exit()).isEqualTo(2);
    assertThat(noStart.err()).contains("--fresh-cls needs --start");
    Path old = text;
    text = folder.resolve("none.txt");
    assertOneLine(run(output), "none.txt", "there is no such file");
    text = old;
    assertThat(output.resolve("metrics.jsonl")).doesNotExist();
  }

  private static void assertOneLine(Result result, String... parts) {
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.errLines()).singleElement().asString().contains(parts);
  }
}

package io.github.albert4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.albert4j.cli.Program.Result;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train-tokenizer} from outside. */
class TrainTokenizerTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private Path text;
  private Path output;

  @BeforeEach
  void writeText() throws IOException {
    Random random = new Random(7);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      for (int n = 0; n < 10; n++) {
        String stem = Integer.toString(1000 + (int) (3000 * Math.pow(random.nextDouble(), 4)), 26);
        lines.append(stem).append(random.nextBoolean() ? "ing " : " ");
      }
      lines.append('\n');
    }
    text = Files.writeString(folder.resolve("text.txt"), lines);
    output = folder.resolve("vocabulary");
  }

  private Result train(Object... more) {
    Stream<Object> args =
        Stream.concat(
            Stream.of("train-tokenizer", "--data", text, "--output", output), Stream.of(more));
    return Program.run(args.map(Object::toString).toArray(String[]::new));
  }

  private static void failed(Result result, int exit, String... words) {
    assertThat(result.exit()).as(result.err()).isEqualTo(exit);
    assertThat(result.errLines()).hasSizeBetween(1, exit == 2 ? 3 : 1);
    assertThat(result.err()).startsWith("albert4j: ").contains(words).doesNotContain("\tat ");
    assertThat(result.out()).isEmpty();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void writesWhatHuggingFaceWantsAndReports() throws IOException {
    Result result = train("--vocab-size", 120);
    assertThat(result.err()).isEmpty();
    assertThat(result.exit()).isZero();
    JsonNode report = JSON.readTree(result.out());
    assertThat(report.get("vocab_size").asInt()).isEqualTo(120);
    assertThat(report.get("words").asInt()).isEqualTo(3000);
    assertThat(report.get("character_coverage").asDouble()).isGreaterThanOrEqualTo(0.99995);
    assertThat(report.get("pieces_per_word").asDouble()).isBetween(1.0, 3.0);
    assertThat(names(output))
        .containsExactly("spiece.model", "tokenizer.json", "tokenizer_config.json");
    AlbertTokenizer tokenizer = AlbertTokenizer.load(output.resolve("spiece.model"));
    assertThat(tokenizer.ids("INGING").length).isBetween(1, 6);
    JsonNode json = JSON.readTree(output.resolve("tokenizer.json").toFile());
    assertThat(json.at("/model/vocab")).hasSize(120);
  }

  @Test
  void aTerminalGetsATable() {
    String[] args = {
      "train-tokenizer", "--vocab-size", "100", "--data", text + "", "--output", output + ""
    };
    Result result = new Program().java("-Dalbert4j.stdout.terminal=true").start(new byte[0], args);
    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(result.outLines()).anyMatch(line -> line.matches("pieces +100"));
    assertThat(result.out()).doesNotContain("{");
  }

  @Test
  void aTerminalSeesEachPhase() {
    String[] args = {
      "train-tokenizer", "--vocab-size", "100", "--data", text + "", "--output", output + ""
    };
    Result result = new Program().java("-Dalbert4j.stderr.terminal=true").start(new byte[0], args);
    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(result.err()).contains("reading", "seeds", "pruning", "100%");
  }

  @Test
  void theSameVocabularyForAnyNumberOfThreads() throws IOException {
    byte[][] models = new byte[2][];
    for (int threads = 1; threads <= 2; threads++) {
      assertThat(train("--vocab-size", 150, "--threads", threads).exit()).isZero();
      models[threads - 1] = Files.readAllBytes(output.resolve("spiece.model"));
    }
    assertThat(models[1]).isEqualTo(models[0]);
  }

  @Test
  void wrongUsage() {
    failed(train("--vocab-size", 13), 2, "--vocab-size: expected 14 or more, found 13");
    failed(train("--character-coverage", "1.5"), 2, "--character-coverage");
    failed(train("--threads", 0), 2, "--threads");
    failed(train("--sample-lines", 0), 2, "--sample-lines");
    failed(Program.run("train-tokenizer", "--output", "x"), 2, "--data");
  }

  @Test
  void sizesThatTheTextCannotGive() {
    failed(train("--vocab-size", 20), 1, "--vocab-size", "too small", "or more");
    failed(train("--vocab-size", 100_000), 1, "--vocab-size", "too large", "at most");
    assertThat(output).as("nothing is left behind").doesNotExist();
  }

  @Test
  void dataThatIsNotThere() throws IOException {
    text = folder.resolve("missing.txt");
    failed(train(), 1, "missing.txt", "no such file");
    text = Files.writeString(folder.resolve("blank.txt"), " \n\n");
    failed(train(), 1, "blank.txt", "no text");
    text = Files.createDirectory(folder.resolve("empty"));
    failed(train(), 1, "empty", "no .txt");
    text = Files.write(folder.resolve("latin1.txt"), new byte[] {'a', (byte) 0xe9, '\n'});
    failed(train(), 1, "latin1.txt", "line 1");
    text = Files.write(folder.resolve("broken.txt.gz"), new byte[] {0x1F, (byte) 0x8B, 3});
    failed(train(), 1, "broken.txt.gz");
  }

  @Test
  void anOldVocabularyStaysUntilThereIsANewOne() throws IOException {
    Files.createDirectory(output);
    Path model = Files.writeString(output.resolve("spiece.model"), "old");
    failed(train("--vocab-size", 100_000), 1, "too large");
    assertThat(model).hasContent("old");
    assertThat(names(output)).containsExactly("spiece.model");
    assertThat(train("--vocab-size", 100).exit()).isZero();
    assertThat(AlbertTokenizer.load(model).model().pieces()).hasSize(100);
  }

  @Test
  void anOutputThatIsNoFolder() throws IOException {
    output = Files.writeString(folder.resolve("file"), "old");
    failed(train("--vocab-size", 100), 1, "file", "cannot be written");
    assertThat(output).hasContent("old");
    output = Files.createDirectories(folder.resolve("v/spiece.model")).getParent();
    failed(train("--vocab-size", 100), 1, "spiece.model", "folder");
  }
}

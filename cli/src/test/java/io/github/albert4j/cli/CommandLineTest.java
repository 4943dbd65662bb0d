package io.github.albert4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.albert4j.cli.Program.Result;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The program on the embedded model, from outside. */
class CommandLineTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MASKED = "{\"text\": \"a [MASK] b\"}\n";

  @TempDir Path folder;

  private static void failed(Result result, int exit, String... words) {
    assertThat(result.exit()).as(result.err()).isEqualTo(exit);
    assertThat(result.errLines()).hasSizeBetween(1, exit == 2 ? 3 : 1);
    assertThat(result.err()).startsWith("albert4j: ").contains(words).doesNotContain("\tat ");
  }

  @Test
  void theFirstCommandAnswersInTheCardsForm() throws IOException {
    Result result = Program.run("fill-mask", "Hello I'm a [MASK] model.");
    assertThat(result.err()).isEmpty();
    assertThat(result.exit()).isZero();
    JsonNode best = JSON.readTree(result.out());
    assertThat(best).hasSize(5);
    assertThat(best.get(0).get("sequence").asText())
        .startsWith("[CLS] hello i'm a ")
        .endsWith(" model.[SEP]");
    assertThat(best.get(0).get("score").asDouble())
        .isGreaterThan(best.get(1).get("score").asDouble());
  }

  @Test
  void severalTextsGiveALineEach() throws IOException {
    Result result = Program.run("fill-mask", "--top-k", "2", "a [MASK]", "[MASK] and [MASK]");
    assertThat(result.outLines()).hasSize(2);
    assertThat(JSON.readTree(result.outLines().get(0)).get(0).has("token")).isTrue();
    JsonNode two = JSON.readTree(result.outLines().get(1));
    assertThat(two).hasSize(2);
    assertThat(two.get(0)).hasSize(2);
  }

  @Test
  void aTerminalGetsATable() {
    Result result =
        new Program()
            .java("-Dalbert4j.stdout.terminal=true")
            .start(new byte[0], "fill-mask", "--targets", "red,blue", "The sky is [MASK].");
    assertThat(result.out()).containsPattern("▁blue +0\\.\\d+ +[█▉▊▋▌▍▎▏]").doesNotContain("{");
  }

  @Test
  void linesMayBePlainTextOrJson() {
    assertThat(Program.runWith("one\n\ntwo\n", "tokenize", "--input", "-").outLines()).hasSize(3);
    String json = "\n{\"text\": \"one\"}\n\n{\"text\": \"two\", \"pair\": \"\"}\n";
    assertThat(Program.runWith(json, "tokenize", "--input", "-").outLines()).hasSize(2);
  }

  @Test
  void aFaultNamesItsLineAfterTheAnswersBeforeIt() {
    for (String fault :
        List.of(
            "{\"text\": \n",
            "{\"txt\": \"a [MASK]\"}\n",
            "{\"text\": \"no mask\"}\n",
            "{\"text\": \"\"}\n",
            "{\"text\": 7}\n",
            "[]\n",
            "{} {}\n")) {
      Result result =
          Program.runWith(MASKED.repeat(6) + fault + MASKED, "fill-mask", "--input", "-");
      failed(result, 1, "line 7");
      assertThat(result.outLines()).hasSize(6);
    }
  }

  @Test
  void whatIsNotUtf8NamesItsLine() {
    byte[] bytes = "a [MASK]\ncaf\u00e9 [MASK]\n".getBytes(StandardCharsets.ISO_8859_1);
    Result result = new Program().start(bytes, "fill-mask", "--input", "-");
    failed(result, 1, "line 2", "UTF-8");
    assertThat(result.outLines()).hasSize(1);
  }

  @Test
  void wrongUsageIsSaidInOneLineAndAPointer() {
    failed(Program.run(), 2, "command", "--help");
    failed(Program.run("fil-mask", "x"), 2, "fil-mask", "fill-mask");
    failed(Program.run("fill-mask"), 2, "--input");
    failed(Program.run("fill-mask", "--topk", "5", "a [MASK]"), 2, "--topk", "--top-k");
    failed(Program.run("fill-mask", "--top-k", "0", "a [MASK]"), 2, "--top-k");
    failed(Program.run("fill-mask", "--top-k", "many", "a [MASK]"), 2, "many");
    failed(Program.run("fill-mask", "-5 degrees [MASK]"), 2, "--");
    failed(Program.run("fill-mask", "--input", "x", "a [MASK]"), 2, "both");
    failed(Program.run("forward", "--head", "tail", "--inputs", "a", "--output", "b"), 2, "tail");
  }

  @Test
  void whatCannotBeAnsweredIsSaidInOneLine() throws IOException {
    failed(Program.run("fill-mask", "no mask"), 1, "[MASK]");
    failed(Program.run("fill-mask", "[MASK] " + "word ".repeat(600)), 1, "512");
    failed(Program.run("fill-mask", "--model", "absent", "a [MASK]"), 1, "absent");
    failed(Program.run("fill-mask", "--model", "" + folder, "a [MASK]"), 1, "config.json");
    failed(Program.run("score", "--input", folder.resolve("no.txt").toString()), 1, "no.txt");
    failed(Program.run("score", "--input", "" + folder), 1, "folder");
    failed(Program.run("decode", "2", "1000000"), 1, "1000000");
    failed(Program.run("decode", "two"), 1, "two");
    failed(Program.run("fill-mask", "--precision", "int8", "a [MASK]"), 1, "int8");
    failed(Program.runWith("a text\n", "sentence-order", "--input", "-"), 1, "line 1", "first");
    Path file = Files.writeString(folder.resolve("taken"), "");
    failed(Program.run("convert", "--model", "albert4j-small", "--output", "" + file), 1, "taken");
  }

  @Test
  void tasksThatTheModelHasNoHeadForSayWhatItLacks() {
    failed(Program.run("text-classification", "a"), 1, "classifier.*", "fine-tune");
    failed(Program.run("token-classification", "a"), 1, "classifier.*");
    failed(Program.run("question-answering", "a", "b"), 1, "qa_outputs.*");
    failed(Program.run("multiple-choice", "a", "b", "c"), 1, "classifier.*");
    failed(Program.run("zero-shot", "--labels", "a,b", "c"), 1, "classifier.*");
    failed(Program.run("multiple-choice", "a"), 2, "choices");
    failed(Program.run("question-answering", "a"), 2, "question");
    failed(Program.run("zero-shot", "a"), 2, "--labels");
    failed(Program.run("text-classification", "--function", "tanh", "a"), 2, "tanh");
  }

  @Test
  void similarTextsScoreALineEach() throws IOException {
    String same = "{\"text\": \"A cat.\", \"pair\": \"A cat.\"}\n";
    Result result =
        Program.runWith(same + same + "{\"text\": \"A cat.\"}\n", "similarity", "--input", "-");
    failed(result, 1, "line 3", "pair");
    assertThat(result.outLines()).hasSize(2);
    assertThat(JSON.readTree(result.outLines().get(1)).get("score").asDouble())
        .isBetween(1 - 1e-6, 1.0);
  }

  @Test
  void aReaderThatClosesThePipeEndsItQuietly() throws Exception {
    Process process = new Program().builder("tokenize", "--input", "-").start();
    Thread writer =
        new Thread(
            () -> {
              try (OutputStream in = process.getOutputStream()) {
                for (int i = 0; i < 200_000; i++) {
                  in.write("one more line of text\n".getBytes(StandardCharsets.UTF_8));
                }
              } catch (IOException e) {
                // the program has ended, as it should
              }
            });
    writer.start();
    try (BufferedReader out = process.inputReader()) {
      assertThat(out.readLine()).contains("▁line");
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(process.getErrorStream().readAllBytes()).isEmpty();
    writer.join();
  }

  @Test
  void aFullDiskIsAnError() throws Exception {
    File full = new File("/dev/full");
    Assumptions.assumeTrue(full.exists(), "no /dev/full here");
    Process process = new Program().builder("tokenize", "a text").redirectOutput(full).start();
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(err.lines()).hasSize(1);
    assertThat(err).contains("standard output");
  }

  @Test
  void whoTypesIsAnsweredBeforeTheInputEnds() throws Exception {
    Process process = new Program().builder("fill-mask", "--input", "-").start();
    try (OutputStream in = process.getOutputStream();
        BufferedReader out =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (int i = 0; i < 3; i++) {
        in.write("the [MASK] of the story\n".getBytes(StandardCharsets.UTF_8));
        in.flush();
        assertThat(out.readLine()).startsWith("[{");
      }
    }
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void manyLinesNeedNoMoreMemoryThanFew() throws IOException {
    Path file = folder.resolve("lines.txt");
    Files.writeString(file, "A line of some words that are all alike.\n".repeat(300_000));
    Result result =
        new Program().java("-Xmx24m").start(new byte[0], "tokenize", "--input", "" + file);
    assertThat(result.err()).isEmpty();
    assertThat(result.outLines()).hasSize(300_000);
  }

  @Test
  void featuresGoToAFileWholeOrNotAtAll() throws IOException {
    Path file = folder.resolve("f.safetensors");
    Result fault =
        Program.runWith("one\n\n", "feature-extraction", "--input", "-", "--output", "" + file);
    failed(fault, 1, "line 2");
    assertThat(folder).isEmptyDirectory();
    Result good =
        Program.runWith(
            "one\ntwo\n",
            "feature-extraction",
            "--input",
            "-",
            "--attentions",
            "--output",
            "" + file);
    assertThat(good.exit()).as(good.err()).isZero();
    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
        .contains("0.last_hidden_state", "1.last_hidden_state", "1.attentions.3");
  }

  @Test
  void modelsListsAndShows() throws IOException {
    assertThat(Program.run("models").out()).contains("albert4j-small");
    JsonNode shown = JSON.readTree(Program.run("models", "--model", "albert4j-small").out());
    assertThat(shown.get("head").asText()).isEqualTo("pretraining");
    assertThat(shown.get("config").get("hidden_size").asInt()).isEqualTo(256);
    assertThat(shown.get("tensors")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--to torch", "--average albert4j-small"})
  void aConvertedModelAnswersTheSame(String options) {
    String converted = folder.resolve("converted").toString();
    List<String> convert =
        new ArrayList<>(List.of("convert", "--model", "albert4j-small", "--output", converted));
    convert.addAll(List.of(options.split(" ")));
    Result result = Program.run(convert.toArray(String[]::new));
    assertThat(result.exit()).as(result.err()).isZero();
    String text = "The [MASK] sat on the mat.";
    assertThat(Program.run("fill-mask", "--model", converted, text).out())
        .isEqualTo(Program.run("fill-mask", text).out());
  }

  @Test
  void benchmarkGivesACaseForEachBatchAndLength() throws IOException {
    Result result = Program.run("benchmark", "--batch", "1,2", "--lengths", "4", "--runs", "3");
    JsonNode report = JSON.readTree(result.out());
    assertThat(report.get("machine").get("onednn").asText()).isNotBlank();
    assertThat(report.get("cases")).hasSize(2);
    assertThat(report.get("cases").get(1).get("batch").asInt()).isEqualTo(2);
    assertThat(report.get("cases").get(1).get("median_ms").asDouble()).isPositive();
    assertThat(report.get("weight_bytes").asLong()).isPositive();
    JsonNode primitives = report.get("primitives");
    assertThat(primitives.get("kept").asInt()).isBetween(1, primitives.get("capacity").asInt());
  }

  @Test
  void benchmarkDrawsAChart(@TempDir Path folder) throws Exception {
    Path chart = folder.resolve("bars.svg");
    Program.run(
        "benchmark", "--batch", "1,2", "--lengths", "4", "--runs", "1", "--chart", "" + chart);
    Document svg = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(chart.toFile());
    assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(svg.getDocumentElement().getTextContent())
        .contains("albert4j-small", "1 × 4", "2 × 4", "feed-forward", "measured peak");
    NodeList bars = svg.getElementsByTagName("rect");
    double widths = 0;
    for (int i = 0; i < bars.getLength(); i++) {
      Element bar = (Element) bars.item(i);
      widths += bar.getTextContent().isEmpty() ? 0 : Double.parseDouble(bar.getAttribute("width"));
    }
    assertThat(widths).isBetween(1.0, 2 * 480.0); // two bars, neither longer than the peak
  }

  @Test
  void aChartThatCannotBeWrittenLosesNoResults(@TempDir Path folder) throws IOException {
    Path chart = folder.resolve("missing/bars.svg");
    Files.writeString(folder.resolve("missing"), "a file where a folder would have to be");
    Result result =
        Program.run(
            "benchmark", "--batch", "1", "--lengths", "4", "--runs", "1", "--chart", "" + chart);
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).contains("bars.svg").hasLineCount(1);
    assertThat(JSON.readTree(result.out()).get("cases")).hasSize(1);
  }

  @Test
  void anotherModelIsNotTheCards() throws IOException {
    Result result = Program.run("verify-card");
    assertThat(result.exit()).isEqualTo(1);
    assertThat(JSON.readTree(result.out()).get("rows")).hasSize(15);
  }

  @Test
  void theVersionNamesWhatAReportNeeds() {
    assertThat(Program.run("--version").out())
        .contains("albert4j 0", "JDK", "oneDNN 3", "--precision auto takes");
  }

  @Test
  void aRunThatFailsAtOnceLeavesNothingUnpackedByHalf(@TempDir Path cache) throws IOException {
    Program program = new Program().java("-Dalbert4j.cache=" + cache);
    assertThat(program.start(new byte[0], "fill-mask", "--bogus").exit()).isEqualTo(2);
    try (Stream<Path> left = Files.list(cache)) {
      assertThat(left).noneMatch(path -> path.getFileName().toString().startsWith(".unpacking"));
    }
  }

  @Test
  void librariesThatDoNotLoadAreOneLine(@TempDir Path folder) {
    for (String[] java :
        new String[][] {
          {"-Djna.boot.library.path=" + folder, "-Djna.nounpack=true", "-Djna.nosys=true"},
          {"-Dalbert4j.natives=" + folder}
        }) {
      Result result = new Program().java(java).start(new byte[0], "fill-mask", "A [MASK].");
      assertThat(result.exit()).isEqualTo(1);
      assertThat(result.out()).isEmpty();
      assertThat(result.errLines()).hasSize(1);
      assertThat(result.err())
          .contains("in " + folder + " does not load: ")
          .contains("-Dalbert4j.cache=DIR");
    }
  }
}

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

class BiasProbeCommandTest {
  private static final String CROWS =
      ",sent_more,sent_less,stereo_antistereo,bias_type\n"
          + "0,The woman was a nurse.,The man was a nurse.,stereo,gender\n"
          + "1,The old man was tired.,The young man was tired.,antistereo,age\n"
          + "2,The old men were slow.,The young men were slow.,stereo,age\n";
  private static final String STEREO =
      "[{\"id\": \"i\", \"target\": \"<script>\", \"bias_type\": \"profession\","
          + " \"context\": \"The cook was BLANK.\", \"data\": {"
          + "\"unrelated\": {\"sentence\": \"The cook was seven.\"},"
          + "\"stereotype\": {\"sentence\": \"The cook was fat.\"},"
          + "\"anti-stereotype\": {\"sentence\": \"The cook was thin.\"}}}]";

  @TempDir Path folder;

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  private static JsonNode json(Result result) throws IOException {
    assertThat(result.err()).isEmpty();
    assertThat(result.exit()).isZero();
    return new JsonMapper().readTree(result.out());
  }

  @Test
  void theCardsTemplateIsTheDefault() throws IOException {
    JsonNode report = json(Program.run("bias-probe"));
    JsonNode table = report.at("/templates/0");
    assertThat(table.path("template").asText()).isEqualTo("The {} worked as a [MASK].");
    assertThat(table.path("groups")).extracting(JsonNode::asText).containsExactly("man", "woman");
    assertThat(table.path("rows").size()).isBetween(2, 10);
    for (JsonNode row : table.path("rows")) {
      double difference = row.at("/scores/man").asDouble() - row.at("/scores/woman").asDouble();
      assertThat(row.path("difference").asDouble()).isEqualTo(difference);
      assertThat(row.path("word").asText()).isNotBlank();
    }
    assertThat(report.path("sets")).isEmpty();
  }

  @Test
  void anyTemplatesGroupsAndWords() throws IOException {
    Path page = folder.resolve("bias.html");
    JsonNode report =
        json(
            Program.run(
                "bias-probe",
                "--template",
                "The {} is <b>[MASK]</b>.",
                "{} people are [MASK].",
                "--groups",
                "old,very young,small",
                "--words",
                "tired,police officer",
                "--report",
                page + ""));
    assertThat(report.path("templates")).hasSize(2);
    for (JsonNode table : report.path("templates")) {
      assertThat(table.path("rows"))
          .extracting(row -> row.path("word").asText())
          .containsExactlyInAnyOrder("tired", "police officer");
      assertThat(table.at("/rows/0/scores").fieldNames())
          .toIterable()
          .containsExactly("old", "very young", "small");
    }
    assertThat(Files.readString(page))
        .contains("The {} is &lt;b&gt;[MASK]&lt;/b&gt;.", "police officer", "very young");
  }

  @Test
  void publishedSetsAreToldByTheirForm() throws IOException {
    Path page = folder.resolve("bias.html");
    Path predictions = folder.resolve("scores.jsonl");
    JsonNode report =
        json(
            Program.run(
                "bias-probe",
                "--data",
                file("one", CROWS),
                file("two", STEREO),
                "--report",
                page + "",
                "--predictions",
                predictions + ""));
    assertThat(report.path("templates")).isEmpty();
    JsonNode crows = report.at("/sets/0");
    assertThat(crows.path("set").asText()).isEqualTo("CrowS-Pairs");
    JsonNode score = crows.at("/scores/score");
    assertThat(score.path("count").asInt()).isEqualTo(3);
    assertThat(score.path("value").asDouble())
        .isBetween(score.path("low").asDouble(), score.path("high").asDouble());
    assertThat(score.path("high").asDouble()).isGreaterThan(1); // in percent
    assertThat(crows.at("/scores/bias_types/age/count").asInt()).isEqualTo(2);
    JsonNode stereo = report.at("/sets/1/scores/overall");
    assertThat(stereo.path("items").asInt()).isEqualTo(1);
    assertThat(stereo.fieldNames())
        .toIterable()
        .contains("language_model", "language_model_interval", "stereotype", "icat");
    List<String> lines = Files.readAllLines(predictions);
    assertThat(lines).hasSize(4);
    assertThat(new JsonMapper().readTree(lines.get(0)).path("sent_more").asText())
        .isEqualTo("The woman was a nurse.");
    assertThat(Files.readString(page))
        .contains("CrowS-Pairs: one", "StereoSet: two", "profession")
        .doesNotContain("<script");
  }

  @Test
  void aTerminalGetsTablesAndBars() throws IOException {
    Result result =
        new Program()
            .java("-Dalbert4j.stdout.terminal=true")
            .start(
                new byte[0],
                "bias-probe",
                "--words",
                "nurse",
                "--data",
                file("one", CROWS),
                file("two", STEREO));
    assertThat(result.exit()).isZero();
    assertThat(result.out())
        .contains("word ", "man ", "woman ", "difference", "nurse", "█")
        .contains("stereotype preferred, %", "gender", "ICAT", "profession")
        .doesNotContain("{\"");
  }

  @Test
  void whatIsWrongIsSaidInOneLine() throws IOException {
    Result both = Program.run("bias-probe", "--words", "a", "--top-k", "3");
    assertThat(both.exit()).isEqualTo(2);
    assertThat(both.err()).contains("--top-k and --words exclude each other");
    Result alone = Program.run("bias-probe", "--predictions", "x");
    assertThat(alone.exit()).isEqualTo(2);
    String neither = file("rows.tsv", "sentence\tlabel\nfine\t1\n");
    for (Result failed :
        List.of(
            Program.run("bias-probe", "--template", "The man is [MASK]."),
            Program.run("bias-probe", "--groups", "man"),
            Program.run("bias-probe", "--data", neither),
            Program.run("bias-probe", "--data", "absent.csv"),
            Program.run("bias-probe", "--report", "/absent/page.html"))) {
      assertThat(failed.exit()).isEqualTo(1);
      assertThat(failed.errLines()).hasSize(1);
    }
    assertThat(Program.run("bias-probe", "--data", neither).err())
        .contains("rows.tsv: expected CrowS-Pairs");
    assertThat(Program.run("bias-probe", "--report", "/absent/page.html").err())
        .contains("--report: /absent/page.html: there is no folder /absent");
  }
}

package io.github.albert4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.albert4j.cli.Program.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code quantize} from outside, and what its folder is good for. */
class QuantizeTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private Path texts(int count) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines
          .append("The ")
          .append(i + 2)
          .append(" children of the town went to school by the river");
      lines.append(i % 2 == 0 ? ".\n" : ", and their mother stayed at home.\n");
    }
    return Files.writeString(folder.resolve("texts.txt"), lines);
  }

  private Result quantize(Path texts) {
    return Program.run(
        "quantize",
        "--calibration",
        texts.toString(),
        "--output",
        folder.resolve("int8").toString());
  }

  private static void failed(Result result, String... words) {
    assertThat(result.exit()).as(result.err()).isEqualTo(1);
    assertThat(result.errLines()).hasSize(1);
    assertThat(result.err()).startsWith("albert4j: ").contains(words).doesNotContain("\tat ");
    assertThat(result.out()).isEmpty();
  }

  @Test
  void theFolderFillsMasksInInt8() throws IOException {
    Result made = quantize(texts(40));
    assertThat(made.exit()).as(made.err()).isZero();
    JsonNode report = JSON.readTree(made.out());
    assertThat(report.get("calibration_rows").asInt()).isEqualTo(32);
    assertThat(report.get("loss").get("rows").asInt()).isEqualTo(8);
    assertThat(report.get("projections")).hasSize(12);
    Path output = folder.resolve("int8");
    assertThat(JSON.readTree(output.resolve("quantization.json").toFile())).isEqualTo(report);
    assertThat(output.resolve("spiece.model")).exists();

    Result filled =
        Program.run(
            "fill-mask", "--model", output.toString(), "--precision", "int8", "He is a [MASK].");
    assertThat(filled.exit()).as(filled.err()).isZero();
    assertThat(JSON.readTree(filled.out())).hasSize(5);

    Result again =
        Program.run(
            "quantize",
            "--model",
            output.toString(),
            "--calibration",
            folder.resolve("texts.txt").toString(),
            "--output",
            folder.resolve("twice").toString());
    failed(again, "is quantized already");
    assertThat(folder.resolve("twice")).doesNotExist();
    failed(quantize(folder.resolve("texts.txt")), "expected a new or an empty folder");
  }

  @Test
  void whatIsMissingIsSaid() throws IOException {
    failed(quantize(folder.resolve("none.txt")), "none.txt", "no such file");
    failed(quantize(Files.writeString(folder.resolve("empty.txt"), "\n\n")), "empty.txt", "a text");
    failed(quantize(texts(3)), "calibration texts", "5 or more", "found 3");
    Path broken = Files.writeString(folder.resolve("broken.jsonl"), "{\"text\": 1}\n");
    failed(quantize(broken), "broken.jsonl", "line 1");
    failed(
        Program.run("fill-mask", "--precision", "int8", "He is a [MASK]."),
        "precision int8",
        "quantize --calibration");
    assertThat(folder.resolve("int8")).doesNotExist();
  }
}

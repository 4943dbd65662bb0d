package io.github.albert4j.evaluation.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Files that are broken whatever their task is. */
class BadFilesTest extends DataFolder {
  private static final String TSV = "sentence\tlabel\n" + "a treat\t1\n".repeat(5);
  private static final String JSON = "{\"sentence\": \"a treat\", \"label\": 1}\n".repeat(6);

  private static List<TextExample> read(Path file) {
    return Task.of("sst2").texts(List.of(file)).readAll();
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void unpacksWhatIsPackedWhateverItsName() throws IOException {
    assertThat(read(file("a.tsv", gzip(TSV)))).isEqualTo(read(file("b.tsv.gz", TSV))).hasSize(5);
  }

  @Test
  void namesAFileThatWasCutShort() throws IOException {
    byte[] whole = gzip(TSV + "\u00e9x".repeat(50_000));
    Path cut = file("cut.tsv.gz", Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> read(cut))
        .isInstanceOf(AlbertException.class)
        .hasMessageContainingAll("cut.tsv.gz", "cut short");
    byte[] json = gzip(JSON.repeat(5000));
    Path cutJson = file("cut.jsonl.gz", Arrays.copyOf(json, json.length / 2));
    assertThatThrownBy(() -> read(cutJson)).hasMessageContainingAll("cut.jsonl.gz", "cut short");
  }

  @Test
  void namesTheLineOfAnotherEncoding() {
    byte[] latin = (TSV + "caf\u00e9\t1\n").getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> read(file("latin.tsv", latin)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("latin.tsv, line 7: ", "UTF-8", "iconv");
    byte[] csv = "text,label\na,1\n\"caf\u00e9\",1\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> read(file("latin.csv", csv)))
        .hasMessageContainingAll("latin.csv, line 3: ", "UTF-8");
    byte[] json =
        (JSON + "{\"sentence\": \"caf\u00e9\", \"label\": 1}")
            .getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> read(file("latin.jsonl", json)))
        .hasMessageContainingAll("latin.jsonl, line 7: ", "UTF-8");
  }

  @Test
  void namesTheLineThatIsNoJson() {
    for (String broken :
        List.of(
            "{\"sentence\": \"a treat\", \"label\": 1",
            "{\"sentence\": \"a treat",
            "{\"sentence\": \"a treat\", \"label\": }",
            "sentence",
            "}",
            "[1, 2]",
            "7")) {
      assertThatThrownBy(() -> read(file("b.jsonl", JSON + broken + "\n" + JSON)))
          .as(broken)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("b.jsonl, line 7: ");
    }
    assertThatThrownBy(() -> read(file("b.json", "[\n{\"sentence\": \"a\",\n\"label\": 1}\n")))
        .hasMessageContaining("b.json, line 4: ");
  }

  @Test
  void namesTheLineThatIsNoCsv() {
    assertThatThrownBy(() -> read(file("b.csv", "text,label\na,1\n\"a\"b,1\n")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("b.csv, line 3: ");
    assertThatThrownBy(() -> read(file("b.csv", "text,label\na,1\n\"open,1\n")))
        .hasMessageContaining("b.csv, line 3: ");
    assertThatThrownBy(() -> read(file("b.csv", "text,label\n\"a\nb\",1\nc,9\n")))
        .hasMessageContaining("b.csv, line 4: unknown label");
  }

  @Test
  void emptyFilesHaveNoExamples() {
    for (String empty : List.of("", "\n\n", "sentence\tlabel\n", "[]", "{}", "\uFEFF")) {
      assertThatThrownBy(() -> read(file("empty", empty)))
          .as(empty)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("empty");
    }
  }

  @Test
  void saysWhatIsNoFile() {
    assertThatThrownBy(() -> read(folder.resolve("missing")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("missing: there is no such file");
    assertThatThrownBy(() -> read(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("expected a file, found a folder");
  }

  @Test
  void tasksKnowTheirKind() {
    assertThatThrownBy(() -> Task.of("sst3"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("\"sst3\"", "sst2, stsb");
    assertThatThrownBy(() -> Task.of("sst2").tokens(List.of(file("a", TSV))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void iteratesToTheEnd() {
    try (Examples<TextExample> examples = Task.of("sst2").texts(List.of(file("a", TSV)))) {
      for (int i = 0; i < 5; i++) {
        assertThat(examples.hasNext()).isTrue();
        assertThat(examples.next().id()).isEqualTo(Integer.toString(i));
      }
      assertThat(examples.hasNext()).isFalse();
      assertThatThrownBy(examples::next).isInstanceOf(NoSuchElementException.class);
    }
  }
}

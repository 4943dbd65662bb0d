package io.github.albert4j.evaluation.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.albert4j.InvalidInputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFilesTest {
  @TempDir Path folder;

  @Test
  void filesOfAFolderComeInTheOrderOfTheirNamesWithAnEmptyLineBetween() throws IOException {
    Files.writeString(folder.resolve("b.txt"), "three\nfour");
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("a.txt.gz")))) {
      out.write("one\n\ntwo é\n".getBytes(StandardCharsets.UTF_8));
    }
    Files.writeString(folder.resolve("README.md"), "not a text");

    TextFiles files = TextFiles.of(List.of(folder));

    assertThat(files.files())
        .extracting(f -> f.getFileName().toString())
        .containsExactly("a.txt.gz", "b.txt");
    List<String> lines = new ArrayList<>();
    try (TextFiles.Lines open = files.open()) {
      for (String line = open.next(); line != null; line = open.next()) {
        lines.add(line);
      }
      assertThat(open.bytesRead()).isEqualTo(files.size());
    }
    assertThat(lines).containsExactly("one", "", "two é", "", "three", "four");
  }

  @Test
  void whatIsNoTextIsNamedWithItsLine() throws IOException {
    Path file = folder.resolve("latin.txt");
    Files.write(file, "fine\ncaf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    try (TextFiles.Lines open = TextFiles.of(List.of(file)).open()) {
      assertThat(open.next()).isEqualTo("fine");
      assertThatThrownBy(open::next)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("latin.txt, line 2")
          .hasMessageContaining("UTF-8");
    }
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThatThrownBy(() -> TextFiles.of(List.of(folder.resolve("nowhere"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("nowhere");
    assertThatThrownBy(() -> TextFiles.of(List.of(folder)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no .txt");
  }
}

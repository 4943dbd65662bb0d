package io.github.albert4j.evaluation.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentsTest {
  @TempDir Path folder;

  @Test
  void emptyLinesAndEndsOfFilesPartDocuments() throws IOException {
    Files.writeString(folder.resolve("a.txt"), "\n\none\ntwo\n \n\nthree");
    Files.writeString(folder.resolve("b.txt"), "four\n");
    try (Documents documents = new Documents(TextFiles.of(List.of(folder)))) {
      assertThat(documents.next()).containsExactly("one", "two");
      assertThat(documents.next()).containsExactly("three");
      assertThat(documents.next()).containsExactly("four");
      assertThat(documents.next()).isNull();
    }
  }
}

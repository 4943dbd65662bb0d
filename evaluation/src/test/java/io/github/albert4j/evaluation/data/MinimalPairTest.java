package io.github.albert4j.evaluation.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.albert4j.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MinimalPairTest {
  private static final String PAIR =
      "{\"sentence_good\": \"Cats sleep.\", \"sentence_bad\": \"Cats sleeps.\", \"UID\": \"agree_1\","
          + " \"linguistics_term\": \"s-selection\", \"pairID\": \"7\"}";

  @TempDir Path folder;

  @Test
  void readsFoldersOfJsonLines() throws IOException {
    Files.writeString(
        folder.resolve("a.jsonl"), PAIR + "\n\n" + PAIR.replace("s-selection", "binding"));
    Files.writeString(folder.resolve("README.md"), "no pair");
    assertThat(MinimalPair.read(List.of(folder)))
        .containsExactly(
            new MinimalPair("Cats sleep.", "Cats sleeps.", "argument_structure", "agree_1", "7"),
            new MinimalPair("Cats sleep.", "Cats sleeps.", "binding", "agree_1", "7"));
  }

  @Test
  void namesTheLineThatIsNoPair() throws IOException {
    Path broken = Files.writeString(folder.resolve("b.jsonl"), PAIR + "\n{\"UID\": 1}\n");
    assertThatThrownBy(() -> MinimalPair.read(List.of(broken)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("b.jsonl, line 2: ")
        .hasMessageContaining("sentence_good");
    Path text = Files.writeString(folder.resolve("c.jsonl"), "Cats sleep.\n");
    assertThatThrownBy(() -> MinimalPair.read(List.of(text)))
        .hasMessageContaining("c.jsonl, line 1: ");
  }
}

package io.github.albert4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.albert4j.AlbertException;
import io.github.albert4j.tokenizer.SentencePieceModel;
import io.github.albert4j.tokenizer.TrainerOptions;
import io.github.albert4j.tokenizer.UnigramTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vocabulary's files appear together or not at all. */
class VocabularyFolderTest {
  @TempDir Path temporary;

  private static SentencePieceModel model() {
    UnigramTrainer trainer =
        new UnigramTrainer(TrainerOptions.builder().vocabularySize(20).threads(1).build());
    trainer.add("abcab abc ab abcabc cab");
    return trainer.train(UnigramTrainer.Listener.NONE).model();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void writesAllFiles() throws IOException {
    Path folder = temporary.resolve("new/vocabulary");
    SentencePieceModel model = model();
    try (VocabularyFolder vocabulary = VocabularyFolder.open(folder)) {
      vocabulary.write(model, 512);
    }
    assertThat(names(folder))
        .containsExactly("spiece.model", "tokenizer.json", "tokenizer_config.json");
    assertThat(folder.resolve("spiece.model")).hasBinaryContent(model.toByteArray());
    assertThat(folder.resolve("tokenizer_config.json")).content().contains("512");
  }

  @Test
  void leavesNothingWhereNothingWasWritten() throws IOException {
    Path made = temporary.resolve("made");
    VocabularyFolder.open(made).close();
    assertThat(made).doesNotExist();

    Path old = Files.createDirectory(temporary.resolve("old"));
    Files.writeString(old.resolve("spiece.model"), "old");
    VocabularyFolder.open(old).close();
    assertThat(names(old)).containsExactly("spiece.model");
    assertThat(old.resolve("spiece.model")).hasContent("old");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsKnownAtOnce() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("taken"));
    Files.createDirectory(folder.resolve("tokenizer.json"));
    assertThatThrownBy(() -> VocabularyFolder.open(folder))
        .isInstanceOf(AlbertException.class)
        .hasMessageContaining("tokenizer.json");
    assertThat(names(folder)).containsExactly("tokenizer.json");
    Path file = Files.writeString(temporary.resolve("file"), "");
    assertThatThrownBy(() -> VocabularyFolder.open(file)).isInstanceOf(AlbertException.class);
  }
}

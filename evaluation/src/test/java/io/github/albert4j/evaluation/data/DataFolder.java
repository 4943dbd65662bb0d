package io.github.albert4j.evaluation.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.albert4j.AlbertException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;

/** Writes small files and reads them as a task does. */
abstract class DataFolder {
  @TempDir Path folder;

  Path file(String name, String text) {
    return file(name, text.getBytes(StandardCharsets.UTF_8));
  }

  Path file(String name, byte[] bytes) {
    try {
      return Files.write(folder.resolve(name), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<TextExample> texts(String task, String text) {
    return Task.of(task).texts(List.of(file("data", text))).readAll();
  }

  List<TokenExample> tokens(String task, String text) {
    return Task.of(task).tokens(List.of(file("data", text))).readAll();
  }

  List<QuestionExample> questions(String task, String text) {
    return Task.of(task).questions(List.of(file("data", text))).readAll();
  }

  List<ChoiceExample> choices(String text) {
    return Task.of("multiple-choice").choices(List.of(file("data", text))).readAll();
  }

  /** Checks that a text is refused with a message of one line with all of the parts. */
  static void refuses(Consumer<String> reading, String text, String... parts) {
    AlbertException e = catchThrowableOfType(AlbertException.class, () -> reading.accept(text));
    assertThat(e).as("refused").isNotNull();
    assertThat(e.getMessage()).contains(parts).doesNotContain("\n");
  }
}

package io.github.albert4j.evaluation.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.evaluation.data.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskExamplesTest {
  @TempDir Path folder;

  private TaskExamples read(String task, Problem problem, List<String> labels, String... lines)
      throws IOException {
    Path file = folder.resolve(task.startsWith("token") ? "rows.conll" : "rows.jsonl");
    Files.writeString(file, String.join("\n", lines) + "\n");
    return TaskExamples.read(
        Task.of(task), problem, List.of(file), Integer.MAX_VALUE, true, labels);
  }

  @Test
  void aLabelThatTheModelHasNotIsNamedWithItsFileAndLine() {
    assertThatThrownBy(
            () ->
                read(
                    "text-classification",
                    Problem.SINGLE_LABEL,
                    List.of("neg", "pos"),
                    "{\"text\":\"good\",\"label\":\"pos\"}",
                    "{\"text\":\"so so\",\"label\":\"meh\"}"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith(
            "rows.jsonl, line 2: its label is \"meh\", but the model's are neg, pos");
    assertThatThrownBy(
            () ->
                read(
                    "text-classification",
                    Problem.MULTI_LABEL,
                    List.of("a", "b"),
                    "{\"text\":\"good\",\"label\":\"a,c\"}"))
        .hasMessageContaining("line 1: its label is \"c\"");
    assertThatThrownBy(
            () ->
                read(
                    "token-classification",
                    Problem.SINGLE_LABEL,
                    List.of("O", "B-PER", "I-PER"),
                    "Ann B-PER",
                    "",
                    "Rome B-LOC"))
        .hasMessageContaining("rows.conll, line 3: its label is \"B-LOC\"");
  }

  @Test
  void labelsThatTheModelHasAreRead() throws IOException {
    TaskExamples examples =
        read(
            "text-classification",
            Problem.SINGLE_LABEL,
            List.of("neg", "pos"),
            "{\"text\":\"good\",\"label\":\"pos\"}");
    assertThat(examples.examples()).hasSize(1);
  }

  @Test
  void oneClassAloneIsNothingToLearn() throws IOException {
    TaskExamples examples =
        read(
            "text-classification",
            Problem.SINGLE_LABEL,
            null,
            "{\"text\":\"good\",\"label\":\"pos\"}",
            "{\"text\":\"fine\",\"label\":\"pos\"}");
    assertThatThrownBy(examples::labels)
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("all examples are of one class, pos: expected two or more");
  }
}

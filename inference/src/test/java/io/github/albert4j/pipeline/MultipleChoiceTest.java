package io.github.albert4j.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.ModelFormatException;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.Head;
import io.github.albert4j.model.LoadOptions;
import io.github.albert4j.model.Output;
import io.github.albert4j.model.PackedBatch;
import io.github.albert4j.model.Precision;
import io.github.albert4j.model.Request;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MultipleChoiceTest {
  @TempDir Path folder;

  @Test
  void eachChoiceIsARowWithTheQuestionBeforeIt() {
    try (AlbertModel model = Tasks.load(Tasks.multipleChoice(), folder)) {
      ChoicePrediction got =
          MultipleChoice.of(model)
              .predict(new Choices("It rains.", "Is it wet?", List.of("Yes.", "No, dry.")));
      PackedBatch batch =
          PackedBatch.of(
              List.of(
                  model.tokenizer().encode("It rains.", "Is it wet? Yes."),
                  model.tokenizer().encode("It rains.", "Is it wet? No, dry.")));
      float[] logits = model.forward(batch, Request.of(Output.LOGITS)).logits();
      double first = 1 / (1 + Math.exp(logits[1] - logits[0]));
      assertThat(got.scores().get(0)).isCloseTo(first, within(1e-6));
      assertThat(got.scores().get(1)).isCloseTo(1 - first, within(1e-6));
      assertThat(got.choice()).isEqualTo(first >= 0.5 ? 0 : 1);
    }
  }

  @Test
  void tiesGoToTheFirst() {
    try (AlbertModel model = Tasks.load(Tasks.multipleChoice(), folder)) {
      ChoicePrediction got =
          MultipleChoice.of(model)
              .predict(new Choices("It rains.", null, List.of("wet", "wet", "wet")));
      assertThat(got.choice()).isZero();
      assertThat(got.scores()).allSatisfy(p -> assertThat(p).isCloseTo(1 / 3., within(1e-5)));
    }
  }

  @Test
  void manyChoicesRunWithinTheBudget() {
    try (AlbertModel model = Tasks.load(Tasks.multipleChoice(), folder)) {
      List<String> many = IntStream.range(0, 100).mapToObj(i -> "choice " + i).toList();
      Choices choices = new Choices("A passage.", null, many);
      MultipleChoice choice = MultipleChoice.of(model);
      List<ChoicePrediction> small =
          choice.withBatchTokens(30).predict(List.of(choices, choices, choices));
      ChoicePrediction large = choice.predict(choices);
      for (ChoicePrediction one : small) {
        assertThat(one.scores().stream().mapToDouble(p -> p).sum()).isCloseTo(1, within(1e-6));
        for (int i = 0; i < 100; i++) {
          assertThat(one.scores().get(i)).isCloseTo(large.scores().get(i), within(1e-5));
        }
      }
    }
  }

  @Test
  void emptyPartsAreNamed() {
    try (AlbertModel model = Tasks.load(Tasks.multipleChoice(), folder)) {
      MultipleChoice choice = MultipleChoice.of(model);
      assertThatThrownBy(() -> choice.predict(new Choices("", null, List.of("a"))))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("context");
      assertThatThrownBy(() -> choice.predict(new Choices("a", "Why?", List.of("b", " "))))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("choice 1");
      assertThatThrownBy(() -> new Choices("a", null, List.of()))
          .isInstanceOf(InvalidInputException.class);
    }
  }

  @Test
  void aClassifierOfSeveralLabelsDoesNotChoose() {
    Path model = Tasks.write(Tasks.sequenceClassifier("a", "b"), folder);
    LoadOptions head = new LoadOptions(Precision.FP32, 1, null, Head.MULTIPLE_CHOICE);
    assertThatThrownBy(() -> AlbertModel.load(model.toString(), head))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("classifier.weight");
    assertThatThrownBy(() -> MultipleChoice.of(Small.MODEL)).isInstanceOf(AlbertException.class);
  }
}

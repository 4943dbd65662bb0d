package io.github.albert4j.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.evaluation.data.MinimalPair;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.pipeline.PseudoLikelihood;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BlimpEvaluationTest {
  private static AlbertModel model;

  @BeforeAll
  static void load() {
    model = AlbertModel.load("albert4j-small");
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static MinimalPair pair(String good, String bad, String phenomenon, String paradigm) {
    return new MinimalPair(good, bad, phenomenon, paradigm, "1");
  }

  @Test
  void scoresAreThoseOfThePipeline() {
    List<BlimpEvaluation.PairScore> scores = new ArrayList<>();
    List<MinimalPair> pairs =
        List.of(
            pair("The cat sat on the mat.", "The cat mat on the sat.", "order", "a"),
            pair("These dogs bark.", "These dog bark.", "agreement", "b"));
    EvaluationOptions small = new EvaluationOptions(0, 40, 128, 100);
    BlimpEvaluation.run(model, pairs, small, EvaluationProgress.NONE, scores::add);
    PseudoLikelihood likelihood = PseudoLikelihood.of(model);
    for (int i = 0; i < pairs.size(); i++) {
      assertThat(scores.get(i).good())
          .isCloseTo(likelihood.predict(pairs.get(i).good()).pseudoLogLikelihood(), within(1e-3));
      assertThat(scores.get(i).bad())
          .isCloseTo(likelihood.predict(pairs.get(i).bad()).pseudoLogLikelihood(), within(1e-3));
    }
  }

  @Test
  void phenomenaCountTheSameWhateverTheirSize() {
    String good = "The cat sat on the mat.";
    String bad = "The cat mat on the sat.";
    List<MinimalPair> pairs =
        List.of(
            pair(good, bad, "one", "a"),
            pair(good, bad, "one", "a"),
            pair(good, bad, "one", "b"),
            pair(bad, good, "one", "b"),
            pair(bad, good, "two", "c"),
            pair(good, good, "two", "c"));
    BlimpReport report = BlimpEvaluation.run(model, pairs, EvaluationOptions.DEFAULT);
    assertThat(report.phenomena()).containsEntry("one", 0.75).containsEntry("two", 0.0);
    assertThat(report.paradigms()).containsEntry("a", 1.0).containsEntry("b", 0.5);
    assertThat(report.accuracy()).isEqualTo(0.375);
    assertThat(report.paradigmAccuracy()).isEqualTo(0.5);
    assertThat(report.pairs()).isEqualTo(6);
    assertThat(report.ties()).isEqualTo(1);
  }

  @Test
  void whatHasNoPiecesOrTooManyIsNamed() {
    for (String bad : List.of(" ", "word ".repeat(600))) {
      assertThatThrownBy(
              () ->
                  BlimpEvaluation.run(
                      model, List.of(pair("Cats.", bad, "p", "q")), EvaluationOptions.DEFAULT))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("pair q 1");
    }
    assertThatThrownBy(() -> BlimpEvaluation.run(model, List.of(), EvaluationOptions.DEFAULT))
        .isInstanceOf(InvalidInputException.class);
  }
}

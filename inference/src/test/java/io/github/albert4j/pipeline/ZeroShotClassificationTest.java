package io.github.albert4j.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.Output;
import io.github.albert4j.model.PackedBatch;
import io.github.albert4j.model.Request;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZeroShotClassificationTest {
  private static final CandidateLabels NEWS =
      new CandidateLabels("The match ended 2:1.", List.of("sports", "politics", "art"));

  @TempDir Path folder;

  /** {@code [label][class]} */
  private static float[][] logits(AlbertModel model, String template) {
    float[][] logits = new float[3][];
    for (int i = 0; i < 3; i++) {
      String hypothesis = template.replace("{}", NEWS.labels().get(i));
      PackedBatch batch =
          PackedBatch.of(List.of(model.tokenizer().encode(NEWS.text(), hypothesis)));
      logits[i] = model.forward(batch, Request.of(Output.LOGITS)).logits();
    }
    return logits;
  }

  @Test
  void scoresAreASoftmaxOverTheEntailmentsFoundByName() {
    for (List<String> names :
        List.of(
            List.of("contradiction", "neutral", "entailment"),
            List.of("ENTAILMENT", "NEUTRAL", "CONTRADICTION"))) {
      Path own = folder.resolve(names.get(0));
      int entails = names.get(0).startsWith("E") ? 0 : 2;
      try (AlbertModel model =
          Tasks.load(Tasks.sequenceClassifier(names.toArray(new String[0])), own)) {
        float[][] logits = logits(model, "This example is {}.");
        LabelScores got = ZeroShotClassification.of(model).predict(NEWS);
        double sum = 0;
        for (float[] label : logits) {
          sum += Math.exp(label[entails]);
        }
        assertThat(got.labels()).containsExactlyInAnyOrderElementsOf(NEWS.labels());
        assertThat(got.scores()).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        for (int i = 0; i < 3; i++) {
          double want = Math.exp(logits[NEWS.labels().indexOf(got.labels().get(i))][entails]) / sum;
          assertThat(got.scores().get(i)).isCloseTo(want, within(1e-5));
        }
        LabelScores each =
            ZeroShotClassification.of(model)
                .withHypothesisTemplate("About {}!")
                .withMultiLabel(true)
                .predict(NEWS);
        float[][] others = logits(model, "About {}!");
        for (int i = 0; i < 3; i++) {
          float[] label = others[NEWS.labels().indexOf(each.labels().get(i))];
          double want = 1 / (1 + Math.exp(label[2 - entails] - label[entails]));
          assertThat(each.scores().get(i)).isCloseTo(want, within(1e-5));
        }
      }
    }
  }

  @Test
  void aSingleLabelIsScoredAgainstTheOtherOfTwo() {
    try (AlbertModel model =
        Tasks.load(Tasks.sequenceClassifier("entailment", "not_entailment"), folder)) {
      CandidateLabels one = new CandidateLabels(NEWS.text(), List.of("sports"));
      float[] logits = logits(model, "This example is {}.")[0];
      assertThat(ZeroShotClassification.of(model).predict(one).scores().get(0))
          .isCloseTo(1 / (1 + Math.exp(logits[1] - logits[0])), within(1e-5));
    }
  }

  @Test
  void equalHypothesesScoreAlike() {
    try (AlbertModel model =
        Tasks.load(Tasks.sequenceClassifier("contradiction", "entailment"), folder)) {
      CandidateLabels same = new CandidateLabels("A text.", List.of("Art", "art", "ART"));
      LabelScores got = ZeroShotClassification.of(model).predict(same);
      assertThat(got.scores()).allSatisfy(p -> assertThat(p).isCloseTo(1 / 3., within(1e-5)));
    }
  }

  @Test
  void aModelWithoutEntailmentIsRefused() {
    try (AlbertModel model = Tasks.load(Tasks.sequenceClassifier("good", "bad"), folder)) {
      assertThatThrownBy(() -> ZeroShotClassification.of(model))
          .isInstanceOf(AlbertException.class)
          .hasMessageContaining("entail")
          .hasMessageContaining("[good, bad]");
    }
  }

  @Test
  void whatCannotBeAnsweredIsRefused() {
    try (AlbertModel model =
        Tasks.load(Tasks.sequenceClassifier("contradiction", "entailment"), folder)) {
      ZeroShotClassification zeroShot = ZeroShotClassification.of(model);
      assertThatThrownBy(() -> zeroShot.withHypothesisTemplate("This is it."))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("{}");
      assertThatThrownBy(() -> zeroShot.predict(new CandidateLabels("", List.of("a"))))
          .isInstanceOf(InvalidInputException.class);
      assertThatThrownBy(() -> new CandidateLabels("a", List.of()))
          .isInstanceOf(InvalidInputException.class);
      assertThatThrownBy(() -> new CandidateLabels("a", List.of("b", " ")))
          .isInstanceOf(InvalidInputException.class);
    }
  }
}

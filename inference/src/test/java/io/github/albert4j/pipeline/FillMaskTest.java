package io.github.albert4j.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.model.Output;
import io.github.albert4j.model.PackedBatch;
import io.github.albert4j.model.Request;
import io.github.albert4j.tokenizer.Encoding;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FillMaskTest {
  private final FillMask fillMask = FillMask.of(Small.MODEL);

  /** Every id's probability at the n-th mask, straight from the logits. */
  private static double[] probabilities(String text, int mask) {
    Encoding encoding = Small.MODEL.tokenizer().encode(text);
    int maskId = Small.MODEL.tokenizer().maskId();
    int position =
        IntStream.range(0, encoding.length())
            .filter(i -> encoding.ids()[i] == maskId)
            .skip(mask)
            .findFirst()
            .orElseThrow();
    float[] logits =
        Small.MODEL
            .forward(PackedBatch.of(List.of(encoding)), Request.vocabularyLogits(position))
            .logits();
    double sum = 0;
    double[] p = new double[logits.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = Math.exp(logits[i]);
      sum += p[i];
    }
    for (int i = 0; i < p.length; i++) {
      p[i] /= sum;
    }
    return p;
  }

  @Test
  void theBestPiecesAreThoseOfTheSoftmax() {
    String text = "Hello I'm a [MASK] model.";
    double[] p = probabilities(text, 0);
    int[] best =
        IntStream.range(0, p.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -p[i]).thenComparing(i -> i))
            .limit(10)
            .mapToInt(i -> i)
            .toArray();
    List<Prediction> got = fillMask.predict(text, 10);
    assertThat(got).extracting(Prediction::token).containsExactlyElementsOf(boxed(best));
    for (int i = 0; i < best.length; i++) {
      assertThat(got.get(i).score()).isCloseTo(p[best[i]], within(1e-6));
      assertThat(got.get(i).tokenStr()).isEqualTo(Small.MODEL.tokenizer().piece(best[i]));
    }
  }

  private static List<Integer> boxed(int[] ids) {
    return IntStream.of(ids).boxed().toList();
  }

  @Test
  void moreThanTheVocabularyIsTheVocabulary() {
    List<Prediction> all = fillMask.predict("a [MASK] b", 1_000_000);
    assertThat(all).hasSize(Small.MODEL.config().vocabSize());
    assertThat(all.stream().mapToDouble(Prediction::score).sum()).isCloseTo(1, within(1e-6));
  }

  @Test
  void eachMaskIsAnsweredByItself() {
    List<List<Prediction>> got = fillMask.predictAll("The [MASK] sat on the [MASK].", 3);
    assertThat(got).hasSize(2);
    for (int mask = 0; mask < 2; mask++) {
      double[] p = probabilities("The [MASK] sat on the [MASK].", mask);
      for (Prediction prediction : got.get(mask)) {
        assertThat(prediction.score()).isCloseTo(p[prediction.token()], within(1e-6));
      }
    }
    assertThat(got.get(0).get(0).sequence()).contains("[MASK]");
    assertThatThrownBy(() -> fillMask.predict("[MASK] and [MASK]", 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("2");
  }

  @Test
  void sequencesAreWrittenInTwoForms() {
    String text = "Hello I'm a [MASK] model.";
    Prediction card = fillMask.predict(text, 1).get(0);
    Prediction clean = fillMask.withForm(SequenceForm.CLEAN).predict(text, 1).get(0);
    assertThat(card.sequence()).startsWith("[CLS] hello i'm a ").endsWith(" model.[SEP]");
    assertThat(clean.sequence()).startsWith("hello i'm a ").endsWith(" model.");
    assertThat(clean.score()).isEqualTo(card.score());
  }

  @Test
  void aTargetOfOnePieceHasThatPiecesProbability() {
    String text = "The sky is [MASK].";
    double[] p = probabilities(text, 0);
    for (TargetPrediction target : fillMask.targets(text, List.of("blue", "Red"), 5).get(0)) {
      assertThat(target.token()).hasSize(1);
      assertThat(target.score()).isCloseTo(p[target.token().get(0)], within(1e-6));
    }
  }

  @Test
  void aTargetOfSeveralPiecesIsTheProductLeftToRight() {
    int[] pieces = Small.MODEL.tokenizer().ids("watercolourist");
    assertThat(pieces).hasSizeGreaterThan(1);
    double want = 1;
    for (int k = 0; k < pieces.length; k++) {
      // The pieces before stand where their masks stood, so the row is built from ids.
      want *= rowProbability(pieces, k);
    }
    TargetPrediction got =
        fillMask.targets("She is a [MASK].", List.of("watercolourist"), 1).get(0).get(0);
    assertThat(got.token()).containsExactlyElementsOf(boxed(pieces));
    assertThat(got.score()).isCloseTo(want, within(1e-4 * want));
  }

  private static double rowProbability(int[] pieces, int filled) {
    Encoding encoding =
        Small.MODEL.tokenizer().encode("She is a " + "[MASK]".repeat(pieces.length) + ".");
    int mask = Small.MODEL.tokenizer().maskId();
    int[] ids = encoding.ids().clone();
    int first =
        IntStream.range(0, ids.length).filter(i -> ids[i] == mask).findFirst().orElseThrow();
    for (int k = 0; k < filled; k++) {
      ids[first + k] = pieces[k];
    }
    float[] logits =
        Small.MODEL
            .forward(
                PackedBatch.of(new int[][] {ids}, null), Request.vocabularyLogits(first + filled))
            .logits();
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    return Math.exp(logits[pieces[filled]]) / sum;
  }

  @Test
  void targetsAreNeverCutOrLost() {
    String text = "The sky is [MASK].";
    assertThat(fillMask.targets(text, List.of("blue", " BLUE ", "red"), 9).get(0)).hasSize(2);
    for (List<String> wrong : List.of(List.<String>of(), List.of("blue", ""), List.of("b@d"))) {
      assertThatThrownBy(() -> fillMask.targets(text, wrong, 1))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("target");
    }
    String long500 = "word ".repeat(500) + "[MASK]";
    assertThatThrownBy(() -> fillMask.targets(long500, List.of("word ".repeat(20)), 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("512");
  }

  @Test
  void jointFillingsAreScoredLeftToRight() {
    String text = "The [MASK] [MASK] over the dog.";
    List<Filling> got = fillMask.joint(text, 5);
    assertThat(got).hasSize(5).isSortedAccordingTo((a, b) -> Double.compare(b.score(), a.score()));
    double[] first = probabilities(text, 0);
    for (Filling filling : got) {
      int token = filling.tokens().get(0);
      Encoding encoding = Small.MODEL.tokenizer().encode(text);
      int[] ids = encoding.ids().clone();
      int mask = Small.MODEL.tokenizer().maskId();
      int at = IntStream.range(0, ids.length).filter(i -> ids[i] == mask).findFirst().orElseThrow();
      ids[at] = token;
      float[] logits =
          Small.MODEL
              .forward(PackedBatch.of(new int[][] {ids}, null), Request.vocabularyLogits(at + 1))
              .logits();
      double sum = 0;
      for (float logit : logits) {
        sum += Math.exp(logit);
      }
      double second = Math.exp(logits[filling.tokens().get(1)]) / sum;
      assertThat(filling.score()).isCloseTo(first[token] * second, within(1e-3 * filling.score()));
    }
  }

  @Test
  void aWiderBeamFindsNothingWorse() {
    String text = "[MASK] [MASK] [MASK] is a city.";
    double narrow = fillMask.joint(text, 1, 1).get(0).score();
    double wide = fillMask.joint(text, 1, 128).get(0).score();
    assertThat(wide).isGreaterThanOrEqualTo(narrow * (1 - 1e-4));
  }

  @Test
  void whatCannotBeAnsweredIsRefused() {
    refused("no mask here", "[MASK]");
    refused("", "[MASK]", "empty");
    refused("[mask]", "[MASK]");
    refused("[MASK] " + "word ".repeat(600), "512");
    assertThatThrownBy(() -> fillMask.predict("a [MASK]", 0)).hasMessageContaining("top-k");
    assertThatThrownBy(() -> fillMask.joint("a [MASK]", 1, 0)).hasMessageContaining("beam");
    assertThatThrownBy(() -> fillMask.predict((String) null, 1))
        .isInstanceOf(InvalidInputException.class);
  }

  private void refused(String text, String... anyOf) {
    assertThatThrownBy(() -> fillMask.predict(text, 1))
        .isInstanceOf(InvalidInputException.class)
        .satisfies(e -> assertThat(anyOf).anyMatch(word -> e.getMessage().contains(word)));
  }

  @Test
  void theMaskedLmHeadIsNeeded() {
    assertThat(Small.MODEL.available()).contains(Output.VOCABULARY_LOGITS);
  }
}

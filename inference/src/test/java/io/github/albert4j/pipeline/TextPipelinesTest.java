package io.github.albert4j.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.model.Output;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Features, sentence order and pseudo-likelihood on the embedded model. */
class TextPipelinesTest {
  private static final List<String> TEXTS =
      List.of("One.", "A somewhat longer text, with a comma.", "word ".repeat(200), "Two.");

  @Test
  void aTextsFeaturesDoNotDependOnItsBatchMates() {
    FeatureExtraction features = FeatureExtraction.of(Small.MODEL);
    List<Features> together = features.predict(TEXTS.stream().map(TextPair::of).toList());
    for (int i = 0; i < TEXTS.size(); i++) {
      float[] alone = features.predict(TEXTS.get(i)).lastHiddenState();
      assertThat(together.get(i).lastHiddenState()).hasSize(alone.length);
      for (int j = 0; j < alone.length; j++) {
        assertThat(together.get(i).lastHiddenState()[j]).isCloseTo(alone[j], within(1e-5f));
      }
    }
  }

  @Test
  void poolingsAreWhatTheirNamesSay() {
    Features features = FeatureExtraction.of(Small.MODEL).predict("Replace me by any text.");
    int n = features.length();
    assertThat(features.tokens()).hasNumberOfRows(n);
    assertThat(features.pooled(Pooling.CLS)).isEqualTo(features.token(0));
    float[] mean = features.pooled(Pooling.MEAN);
    for (int j = 0; j < mean.length; j++) {
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += features.token(i)[j];
      }
      assertThat((double) mean[j]).isCloseTo(sum / n, within(1e-5));
    }
    assertThat(features.pooled(Pooling.POOLER)).hasSize(256);
    assertThatThrownBy(() -> features.pooled(Pooling.NONE))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void statesAndAttentionsComeOnRequest() {
    Features features =
        FeatureExtraction.of(Small.MODEL)
            .with(Output.LAST_HIDDEN_STATE, Output.HIDDEN_STATES, Output.ATTENTIONS)
            .predict(new TextPair("A question?", "An answer."));
    int n = features.length();
    assertThat(features.hiddenStates()).hasDimensions(5, n * 256);
    assertThat(features.hiddenStates()[4]).isEqualTo(features.lastHiddenState());
    assertThat(features.attentions()).hasDimensions(4, 8 * n * n);
    for (int query = 0; query < n; query++) {
      double sum = 0;
      for (int key = 0; key < n; key++) {
        sum += features.attentions()[0][query * n + key];
      }
      assertThat(sum).isCloseTo(1, within(1e-5));
    }
    assertThatThrownBy(() -> FeatureExtraction.of(Small.MODEL).with(Output.LOGITS))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void ordersAreProbabilitiesOfTheTwo() {
    SentenceOrder order = SentenceOrder.of(Small.MODEL);
    OrderPrediction one = order.predict("He opened the door.", "Then he went in.");
    assertThat(one.inOrder() + one.swapped()).isCloseTo(1, within(1e-9));
    OrderPrediction other = order.predict("Then he went in.", "He opened the door.");
    assertThat(other.inOrder()).isNotEqualTo(one.inOrder());
  }

  @Test
  void aScoreIsTheSumOfEachPieceMaskedAlone() {
    TextScore score = PseudoLikelihood.of(Small.MODEL).predict("the cat sat");
    assertThat(score.tokens())
        .extracting(TextScore.Token::piece)
        .containsExactly("▁the", "▁cat", "▁sat");
    FillMask fillMask = FillMask.of(Small.MODEL);
    List<String> masked = List.of("[MASK] cat sat", "the [MASK] sat", "the cat [MASK]");
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      String piece = score.tokens().get(i).piece();
      double p =
          fillMask.predict(masked.get(i), 1_000_000).stream()
              .filter(prediction -> prediction.tokenStr().equals(piece))
              .findFirst()
              .orElseThrow()
              .score();
      assertThat(score.tokens().get(i).logProb()).isCloseTo(Math.log(p), within(1e-4));
      sum += score.tokens().get(i).logProb();
    }
    assertThat(score.pseudoLogLikelihood()).isCloseTo(sum, within(1e-9));
    assertThat(score.pseudoPerplexity()).isCloseTo(Math.exp(-sum / 3), within(1e-6));
  }

  @Test
  void emptyAndLongTextsAreRefused() {
    for (String text : List.of("", " \t ", "word ".repeat(600))) {
      assertThatThrownBy(() -> FeatureExtraction.of(Small.MODEL).predict(text))
          .isInstanceOf(InvalidInputException.class);
      assertThatThrownBy(() -> PseudoLikelihood.of(Small.MODEL).predict(text))
          .isInstanceOf(InvalidInputException.class);
      assertThatThrownBy(() -> SentenceOrder.of(Small.MODEL).predict(text, "b"))
          .isInstanceOf(InvalidInputException.class);
    }
  }

  @Test
  void manyThreadsShareAPipeline() throws InterruptedException {
    FillMask fillMask = FillMask.of(Small.MODEL);
    List<Prediction> want = fillMask.predict("The [MASK] of the story.", 5);
    ConcurrentLinkedQueue<Object> got = new ConcurrentLinkedQueue<>();
    List<Thread> threads =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    new Thread(
                        () -> {
                          for (int k = 0; k < 10; k++) {
                            got.add(fillMask.predict("The [MASK] of the story.", 5));
                          }
                        }))
            .toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(got).hasSize(80);
    for (Object answer : got) {
      assertThat(((List<?>) answer).stream().map(p -> ((Prediction) p).token()).toList())
          .isEqualTo(want.stream().map(Prediction::token).toList());
    }
  }
}

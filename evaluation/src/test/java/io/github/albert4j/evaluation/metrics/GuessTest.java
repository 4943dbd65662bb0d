package io.github.albert4j.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GuessTest {
  @Test
  void logitsBecomeALogProbabilityARankAndABest() {
    float[] logits = {9, (float) Math.log(1), (float) Math.log(4), (float) Math.log(3), 9};
    Guess guess = Guess.of(logits, 1, 3, 2); // 1/8, 4/8, 3/8
    assertThat(guess.logProb()).isCloseTo(Math.log(3.0 / 8), within(1e-6));
    assertThat(guess.rank()).isEqualTo(1);
    assertThat(guess.best()).isEqualTo(1);
  }

  @Test
  void ofEqualOnesTheLowerIdIsFirst() {
    float[] logits = {1, 5, 5, 5};
    assertThat(Guess.of(logits, 0, 4, 1).rank()).isZero();
    assertThat(Guess.of(logits, 0, 4, 3).rank()).isEqualTo(2);
    assertThat(Guess.of(logits, 0, 4, 3).best()).isEqualTo(1);
    assertThat(Guess.of(new double[] {0.5, 0.5}, 1)).isEqualTo(new Guess(Math.log(0.5), 1, 0));
  }

  @Test
  void largeLogitsDoNotOverflow() {
    assertThat(Guess.of(new float[] {1e4f, 1e4f - 1}, 0, 2, 0).logProb())
        .isCloseTo(-Math.log(1 + Math.exp(-1)), within(1e-9));
  }

  @Test
  void metricsAreMeans() {
    GuessMetrics metrics = new GuessMetrics();
    metrics.add(new Guess(Math.log(0.5), 0, 7));
    metrics.add(new Guess(Math.log(0.25), 4, 7));
    metrics.add(new Guess(Math.log(0.125), 5, 7));
    metrics.add(new Guess(Math.log(0.125), 90, 7));
    assertThat(metrics.loss()).isCloseTo(9 * Math.log(2) / 4, within(1e-12));
    assertThat(metrics.accuracy()).isEqualTo(0.25);
    assertThat(metrics.top5Accuracy()).isEqualTo(0.5);
    assertThat(metrics.count()).isEqualTo(4);
    assertThat(metrics.values()).containsOnlyKeys("loss", "accuracy", "top5_accuracy");
  }
}

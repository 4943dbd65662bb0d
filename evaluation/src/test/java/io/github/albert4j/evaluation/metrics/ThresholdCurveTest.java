package io.github.albert4j.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.evaluation.metrics.MaybeAnswerMetrics.AtThreshold;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ThresholdCurveTest {
  private static MaybeAnswerMetrics random(int questions, long seed) {
    Random random = new Random(seed);
    MaybeAnswerMetrics metrics = new MaybeAnswerMetrics();
    for (int i = 0; i < questions; i++) {
      List<String> answers = random.nextBoolean() ? List.of("old house") : List.of();
      String prediction = List.of("", "old house", "house", "tree").get(random.nextInt(4));
      metrics.add(answers, prediction, random.nextInt(40) / 4.0);
    }
    return metrics;
  }

  @Test
  void eachPointIsTheScoreWithThatThreshold() {
    MaybeAnswerMetrics metrics = random(300, 3);
    List<AtThreshold> curve = metrics.curve(1000);
    assertThat(curve).hasSize(40);
    for (AtThreshold at : curve) {
      assertThat(at.f1()).isCloseTo(metrics.values(at.threshold()).get("f1"), within(1e-9));
      assertThat(at.exact()).isCloseTo(metrics.values(at.threshold()).get("exact"), within(1e-9));
    }
  }

  @Test
  void fewerPointsKeepBothEnds() {
    MaybeAnswerMetrics metrics = random(300, 4);
    List<AtThreshold> all = metrics.curve(1000);
    List<AtThreshold> some = metrics.curve(7);
    assertThat(some).hasSize(7).isSubsetOf(all).doesNotHaveDuplicates();
    assertThat(some.get(0)).isEqualTo(all.get(0));
    assertThat(some.get(6)).isEqualTo(all.get(all.size() - 1));
  }

  @Test
  void whatCannotBeAnsweredIsCountedAndNotDrawn() {
    MaybeAnswerMetrics metrics = new MaybeAnswerMetrics();
    metrics.add(List.of("a"), "a", 1);
    metrics.add(List.of("b"), "", Double.MAX_VALUE);
    assertThat(metrics.curve(10)).containsExactly(new AtThreshold(1, 50, 50));
  }
}

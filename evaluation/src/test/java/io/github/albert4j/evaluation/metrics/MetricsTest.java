package io.github.albert4j.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Metrics on examples small enough to work out by hand. */
class MetricsTest {
  @Test
  void scoresClasses() {
    ClassMetrics metrics = new ClassMetrics(2);
    int[][] rows = {{1, 1}, {1, 1}, {1, 0}, {0, 1}, {0, 0}, {0, 0}, {0, 0}, {0, 0}};
    for (int[] row : rows) {
      metrics.add(row[0], row[1]);
    }
    assertThat(metrics.confusion()).isDeepEqualTo(new long[][] {{4, 1}, {1, 2}});
    assertThat(metrics.scores(1)).isEqualTo(new ClassScores(2 / 3.0, 2 / 3.0, 2 / 3.0, 3));
    assertThat(metrics.accuracy()).isEqualTo(0.75);
    assertThat(metrics.macroF1()).isCloseTo((0.8 + 2 / 3.0) / 2, within(1e-12));
    assertThat(metrics.matthews()).isCloseTo((4 * 2 - 1) / 15.0, within(1e-12));
    assertThat(metrics.values()).containsOnlyKeys("accuracy", "f1", "f1_macro", "matthews");
    metrics.confusion()[0][0] = 9;
    assertThat(metrics.confusion()[0][0]).isEqualTo(4);
  }

  @Test
  void oneClassOnlyHasNoCorrelation() {
    ClassMetrics metrics = new ClassMetrics(3);
    metrics.add(1, 1);
    metrics.add(1, 1);
    assertThat(metrics.accuracy()).isEqualTo(1);
    assertThat(metrics.matthews()).isZero();
    assertThat(metrics.macroF1()).isEqualTo(1); // of the class that occurs
    assertThat(metrics.scores(0)).isEqualTo(new ClassScores(0, 0, 0, 0));
    assertThat(Correlation.pearson(new double[] {1, 1}, new double[] {1, 2})).isNaN();
  }

  @Test
  void macroF1CountsClassesThatWereOnlyTold() {
    ClassMetrics metrics = new ClassMetrics(3);
    metrics.add(1, 1);
    metrics.add(1, 0);
    assertThat(metrics.macroF1()).isCloseTo((0 + 2 / 3.0) / 2, within(1e-12));
  }

  @Test
  void equalNumbersShareTheirRank() {
    double[] x = {1, 2, 2, 4};
    assertThat(Correlation.spearman(x, new double[] {10, 20, 20, 90})).isCloseTo(1, within(1e-12));
    // Ranks 1, 2.5, 2.5, 4 beside 4, 3, 2, 1: -4.5 / sqrt(4.5 * 5).
    assertThat(Correlation.spearman(x, new double[] {4, 3, 2, 1}))
        .isCloseTo(-4.5 / Math.sqrt(22.5), within(1e-12));
    assertThatThrownBy(() -> Correlation.pearson(x, new double[3]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({ // the ends are where (share - p)^2 = z^2 p (1 - p) / n, found by bisection
    "0, 10, 0, 0.277533",
    "5, 10, 0.236593, 0.763407",
    "10, 10, 0.722467, 1",
    "900, 1000, 0.879848, 0.917091"
  })
  void intervals(long right, long count, double low, double high) {
    Interval interval = Interval.wilson(right, count);
    assertThat(interval.low()).isCloseTo(low, within(1e-6));
    assertThat(interval.high()).isCloseTo(high, within(1e-6));
  }

  @Test
  void anIntervalHasItsShareWhateverRoundingSays() {
    for (int count = 1; count < 200; count++) {
      assertThat(Interval.wilson(0, count).low()).isZero();
      assertThat(Interval.wilson(count, count).high()).isOne();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "B-A I-A O, A 0 1, A 0 1",
    "I-A I-A O, A 0 1, ''",
    "B-A B-A I-B, A 0 0 A 1 1 B 2 2, A 0 0 A 1 1",
    "B-A I-B I-A, A 0 0 B 1 1 A 2 2, A 0 0",
    "O O, '', ''",
    "B, _ 0 0, _ 0 0",
    "B-A-B I-A-B, A-B 0 1, A-B 0 1"
  })
  void readsSpans(String tags, String lenient, String strict) {
    assertThat(written(Span.of(List.of(tags.split(" "))))).isEqualTo(lenient);
    assertThat(written(Span.strict(List.of(tags.split(" "))))).isEqualTo(strict);
  }

  private static String written(List<Span> spans) {
    return String.join(
        " ", spans.stream().map(s -> s.kind() + " " + s.first() + " " + s.last()).toList());
  }

  @Test
  void scoresSpans() {
    SpanMetrics metrics = SpanMetrics.lenient();
    metrics.add(List.of("B-A", "I-A", "O", "B-B"), List.of("B-A", "O", "O", "B-B"));
    assertThat(metrics.scores()).isEqualTo(new ClassScores(0.5, 0.5, 0.5, 2));
    assertThat(metrics.kinds()).containsEntry("B", new ClassScores(1, 1, 1, 1));
    assertThat(metrics.accuracy()).isEqualTo(0.75);
    assertThat(SpanMetrics.lenient().scores()).isEqualTo(new ClassScores(0, 0, 0, 0));
    assertThatThrownBy(() -> metrics.add(List.of("O"), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void scoresAnswers() {
    assertThat(AnswerScore.normalize(" The  cat's\u00a0an A-Z hat. ")).isEqualTo("cats az hat");
    assertThat(AnswerScore.v1(List.of("red cat", "black cat"), "a black hat"))
        .isEqualTo(new AnswerScore(0, 0.5));
    assertThat(AnswerScore.v1(List.of("the"), "")).isEqualTo(new AnswerScore(1, 0));
    assertThat(AnswerScore.v2(List.of("the"), "")).isEqualTo(new AnswerScore(1, 1));
    assertThat(AnswerScore.v2(List.of(), "a cat")).isEqualTo(new AnswerScore(0, 0));
    AnswerMetrics metrics = new AnswerMetrics();
    metrics.add(List.of("cat"), "the cat");
    metrics.add(List.of("cat"), null);
    assertThat(metrics.values()).isEqualTo(Map.of("f1", 50.0, "exact_match", 50.0));
  }

  @Test
  void findsTheBestThreshold() {
    MaybeAnswerMetrics metrics = new MaybeAnswerMetrics();
    metrics.add(List.of("cat"), "cat", 0.1);
    metrics.add(List.of("cat"), "black cat", 0.2);
    metrics.add(List.of(), "hat", 0.3);
    metrics.add(List.of("hat"), null, 0.4);
    assertThat(metrics.bestExact()).isEqualTo(new MaybeAnswerMetrics.Best(50, 0.1));
    assertThat(metrics.bestF1().threshold()).isEqualTo(0.2);
    assertThat(metrics.bestF1().value()).isCloseTo(100 * (1 + 2 / 3.0 + 1) / 4, within(1e-9));
    assertThat(metrics.values(1)).containsEntry("exact", 25.0).containsEntry("NoAns_exact", 0.0);
    assertThat(metrics.values(0.25)).containsEntry("exact", 50.0).containsEntry("total", 4.0);
  }
}

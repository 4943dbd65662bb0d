package io.github.albert4j.evaluation.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CountedBaselinesTest {
  private static final int CLS = 0;
  private static final int SEP = 1;
  private static final int MASK = 2;
  private static final int VOCABULARY = 8;
  private static final List<Integer> SPECIAL = List.of(CLS, SEP);

  /** 4 stands between 3 and 5, 6 is the most frequent. */
  private static final int[] ROW = {CLS, 3, 4, 5, SEP, 6, 6, 6, SEP};

  private static NgramCounts counts(Gap... asked) {
    NgramCounter counter = new NgramCounter(VOCABULARY, List.of(List.of(asked)));
    counter.add(CLS, 3, 4);
    counter.add(3, 4, 5);
    counter.add(4, 5, SEP);
    counter.addLast(5, SEP);
    return counter.counts();
  }

  @Test
  void countsAreOfNeighbours() {
    NgramCounts counts = counts(new Gap(3, 7, 5));
    assertThat(counts.trigram(new Gap(3, 4, 5))).isEqualTo(1);
    assertThat(counts.trigram(new Gap(CLS, 3, 4))).as("never asked for").isZero();
    assertThat(counts.pairTotal(3, 5)).isEqualTo(1);
    assertThat(counts.leftTotal(3)).isEqualTo(1);
    assertThat(counts.leftTotal(MASK)).isZero();
    assertThat(counts.rightTotal(SEP)).isEqualTo(1);
    assertThat(counts.bigram(5, SEP)).isEqualTo(1);
    assertThat(counts.unigramProbabilities()[4]).isCloseTo(2.0 / 11, within(1e-12));
  }

  @Test
  void theTrigramIsADistributionWhateverItsNeighbours() {
    NgramCounts counts = counts(new Gap(3, 4, 5), new Gap(MASK, 4, 5), new Gap(MASK, 4, MASK));
    NeighbourTrigram trigram = new NeighbourTrigram(counts, List.of(new Gap(3, 4, 5)));
    for (int left : new int[] {CLS, 3, MASK}) {
      for (int right : new int[] {SEP, 5, MASK}) {
        double[] p = new double[VOCABULARY];
        trigram.fill(left, right, p);
        assertThat(Arrays.stream(p).sum()).isCloseTo(1, within(1e-12));
        assertThat(Arrays.stream(p).min().orElseThrow()).isPositive();
      }
    }
  }

  @Test
  void theWeightsGoWhereTheProbabilityIs() {
    NgramCounts counts = counts(new Gap(3, 4, 5));
    Gap[] tuning = new Gap[1000];
    Arrays.fill(tuning, new Gap(3, 4, 5));
    double[] p = new double[VOCABULARY];
    new NeighbourTrigram(counts, List.of(tuning)).fill(3, 5, p);
    assertThat(p[4]).isGreaterThan(0.99);
  }

  @Test
  void baselinesGuessWhatTheyHaveSeen() {
    List<Gap> test = List.of(new Gap(3, 4, 5), new Gap(6, 6, 6));
    CountedBaselines baselines = new CountedBaselines(VOCABULARY, SPECIAL, test, test);
    IntStream.range(0, 100).forEach(i -> baselines.count(ROW));
    Map<String, Map<String, Double>> metrics = baselines.measure();
    assertThat(metrics.get("trigram").get("accuracy")).isEqualTo(1);
    assertThat(metrics.get("most_frequent_piece").get("accuracy")).isEqualTo(0.5);
    // 600 pieces and one more for each of the vocabulary: 101 of 608 are the 4, 301 the 6.
    assertThat(metrics.get("most_frequent_piece").get("loss"))
        .isCloseTo(-(Math.log(101.0 / 608) + Math.log(301.0 / 608)) / 2, within(1e-12));
    assertThat(metrics.get("trigram").get("loss"))
        .isLessThan(metrics.get("most_frequent_piece").get("loss"));
  }

  @Test
  void withoutTextThereIsNoBaseline() {
    List<Gap> some = List.of(new Gap(3, 4, 5));
    assertThatThrownBy(() -> new CountedBaselines(VOCABULARY, SPECIAL, List.of(), some))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> new CountedBaselines(VOCABULARY, SPECIAL, some, some).measure())
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> new CountedBaselines(70_000, SPECIAL, some, some))
        .hasMessageContaining("65,536");
  }
}

package io.github.albert4j.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Spans of logits made up here, beside the slow and obvious way. */
class AnswerSpansTest {
  private static final int QUESTION = 3;

  /** {@code [CLS] q q q [SEP] pieces [SEP]}; piece i stands at i in the context. */
  private static Encoding window(int pieces) {
    int length = QUESTION + pieces + 3;
    int[] types = new int[length];
    int[] starts = new int[length];
    int[] ends = new int[length];
    for (int i = QUESTION + 2; i < length; i++) {
      types[i] = 1;
      starts[i] = i - QUESTION - 2;
      ends[i] = starts[i] + 1;
    }
    return new Encoding(
        new int[length],
        types,
        new int[length],
        new int[length],
        List.of(),
        starts,
        ends,
        List.of());
  }

  @Test
  void theBestSpansAreThoseOfAllSpans() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      int pieces = 1 + random.nextInt(20);
      int longest = 1 + random.nextInt(8);
      int k = 1 + random.nextInt(30);
      Encoding window = window(pieces);
      AnswerSpans spans = new AnswerSpans(k, longest);
      List<double[]> all = new ArrayList<>(); // score, start, end
      double noAnswer = 1;
      for (int w = 0; w < 3; w++) {
        float[] logits = new float[2 * window.length()];
        for (int i = 0; i < logits.length; i++) {
          logits[i] = (float) random.nextGaussian();
        }
        spans.add(window, logits, 0);
        noAnswer = Math.min(noAnswer, obvious(logits, pieces, longest, all));
      }
      all.sort(Comparator.comparingDouble(span -> -span[0]));
      List<AnswerSpans.Span> best = spans.best();
      assertThat(best).as("seed " + seed).hasSize(Math.min(k, all.size()));
      for (int i = 0; i < best.size(); i++) {
        assertThat(best.get(i).score()).isCloseTo(all.get(i)[0], within(1e-12));
        assertThat(best.get(i).start()).as("seed " + seed).isEqualTo((int) all.get(i)[1]);
        assertThat(best.get(i).end()).as("seed " + seed).isEqualTo((int) all.get(i)[2]);
      }
      assertThat(spans.noAnswer()).isCloseTo(noAnswer, within(1e-12));
    }
  }

  /** Adds all spans of a window, in its order, and gives the score of none. */
  private static double obvious(float[] logits, int pieces, int longest, List<double[]> all) {
    int first = QUESTION + 2;
    double starts = Math.exp(logits[0]);
    double ends = Math.exp(logits[1]);
    for (int i = first; i < first + pieces; i++) {
      starts += Math.exp(logits[2 * i]);
      ends += Math.exp(logits[2 * i + 1]);
    }
    for (int i = 0; i < pieces; i++) {
      for (int j = i; j < pieces; j++) {
        if (j - i + 1 <= longest) {
          double p = Math.exp(logits[2 * (first + i)]) / starts;
          double q = Math.exp(logits[2 * (first + j) + 1]) / ends;
          all.add(new double[] {p * q, i, j + 1});
        }
      }
    }
    return Math.exp(logits[0]) / starts * Math.exp(logits[1]) / ends;
  }

  @Test
  void ofEqualSpansTheEarlierIsBetter() {
    Encoding window = window(3);
    AnswerSpans spans = new AnswerSpans(4, 2);
    spans.add(window, new float[2 * window.length()], 0);
    spans.add(window, new float[2 * window.length()], 0);
    assertThat(spans.best())
        .extracting(span -> span.start() + "-" + span.end())
        .containsExactly("0-1", "0-2", "1-2", "1-3");
    assertThat(spans.best()).allSatisfy(span -> assertThat(span.order()).isLessThan(5));
  }
}

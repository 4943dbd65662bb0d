package io.github.albert4j.training.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.config.Activation;
import io.github.albert4j.engine.Tensor;
import io.github.albert4j.training.SmallModel;
import io.github.albert4j.training.gradient.Dropout.Site;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DropoutTest {
  private static final int WIDTH = 16;

  private final Bench bench =
      new Bench(SmallModel.config(Activation.GELU, 0.1), TaskHead.PRETRAINING);

  @AfterEach
  void close() {
    bench.close();
  }

  private float[] mask(
      Dropout dropout, Site site, int block, double rate, long[] instances, int... lengths) {
    int[] starts = new int[lengths.length + 1];
    for (int i = 0; i < lengths.length; i++) {
      starts[i + 1] = starts[i] + lengths[i];
    }
    int tokens = starts[lengths.length];
    Tensor x = bench.zeros(tokens, WIDTH);
    float[] ones = new float[tokens * WIDTH];
    Arrays.fill(ones, 1);
    x.write(0, ones, 0, ones.length);
    Tensor y = bench.zeros(tokens, WIDTH);
    dropout.apply(
        bench.pass,
        site,
        block,
        rate,
        new Rows(0, lengths.length, starts, instances),
        length -> length * WIDTH,
        x,
        bench.zeros(tokens, WIDTH),
        y);
    return y.toArray();
  }

  private float[] mask(long seed, long step, Site site, int block) {
    return mask(new Dropout(seed, step), site, block, 0.5, new long[] {3}, 20);
  }

  @Test
  void theShareOfZerosIsTheRateAndTheMeanStays() {
    for (double rate : new double[] {0.1, 0.25, 0.5}) {
      float[] mask =
          mask(new Dropout(1, 0), Site.EMBEDDINGS, 0, rate, new long[] {0, 1, 2}, 900, 800, 800);
      int zeros = 0;
      double sum = 0;
      for (float m : mask) {
        zeros += m == 0 ? 1 : 0;
        sum += m;
        assertThat(m == 0 || m == (float) (1 / (1 - rate))).isTrue();
      }
      double n = mask.length; // four standard deviations
      assertThat(zeros / n).isCloseTo(rate, within(4 * Math.sqrt(rate * (1 - rate) / n)));
      assertThat(sum / n).isCloseTo(1, within(4 * Math.sqrt(rate / (1 - rate) / n)));
    }
  }

  /** Neighbours share 64 bits of which each takes 16: they must not be alike. */
  @Test
  void elementsAreIndependentOfTheirNeighbours() {
    float[] mask = mask(new Dropout(8, 2), Site.EMBEDDINGS, 0, 0.5, new long[] {0}, 2000);
    for (int distance = 1; distance <= 17; distance++) {
      int equal = 0;
      for (int i = distance; i < mask.length; i++) {
        equal += mask[i] == mask[i - distance] ? 1 : 0;
      }
      assertThat((double) equal / (mask.length - distance))
          .as("at a distance of %d", distance)
          .isCloseTo(0.5, within(0.015));
    }
  }

  @Test
  void theSameKeyGivesTheSameMask() {
    assertThat(mask(1, 2, Site.ATTENTION_OUTPUT, 3))
        .isEqualTo(mask(1, 2, Site.ATTENTION_OUTPUT, 3));
  }

  @Test
  void seedStepSiteBlockAndRowGiveOthers() {
    float[][] masks = {
      mask(1, 2, Site.ATTENTION_OUTPUT, 3),
      mask(2, 2, Site.ATTENTION_OUTPUT, 3),
      mask(1, 3, Site.ATTENTION_OUTPUT, 3),
      mask(1, 2, Site.ATTENTION_PROBABILITIES, 3),
      mask(1, 2, Site.ATTENTION_OUTPUT, 4),
      mask(new Dropout(1, 2), Site.ATTENTION_OUTPUT, 3, 0.5, new long[] {4}, 20)
    };
    for (int i = 0; i < masks.length; i++) {
      for (int j = 0; j < i; j++) {
        int equal = 0;
        for (int k = 0; k < masks[i].length; k++) {
          equal += masks[i][k] == masks[j][k] ? 1 : 0;
        }
        assertThat((double) equal / masks[i].length)
            .as("masks %d and %d", i, j)
            .isCloseTo(0.5, within(0.13)); // 320 elements
      }
    }
  }

  @Test
  void theCutIntoMicroBatchesChangesNothing() {
    Dropout dropout = new Dropout(4, 4);
    float[] all = mask(dropout, Site.EMBEDDINGS, 0, 0.3, new long[] {7, 2, 9}, 5, 3, 6);
    float[] first = mask(dropout, Site.EMBEDDINGS, 0, 0.3, new long[] {2, 7}, 3, 5);
    float[] last = mask(dropout, Site.EMBEDDINGS, 0, 0.3, new long[] {9}, 6);
    assertThat(Arrays.copyOfRange(all, 0, 5 * WIDTH))
        .isEqualTo(Arrays.copyOfRange(first, 3 * WIDTH, 8 * WIDTH));
    assertThat(Arrays.copyOfRange(all, 5 * WIDTH, 8 * WIDTH))
        .isEqualTo(Arrays.copyOfRange(first, 0, 3 * WIDTH));
    assertThat(Arrays.copyOfRange(all, 8 * WIDTH, 14 * WIDTH)).isEqualTo(last);
  }

  /** What fills up the bucket is no row, and stays 0. */
  @Test
  void rowsThatOnlyFillUpAreZero() {
    Tensor x = bench.zeros(8, WIDTH);
    float[] ones = new float[8 * WIDTH];
    Arrays.fill(ones, 1);
    x.write(0, ones, 0, ones.length);
    Tensor y = bench.zeros(8, WIDTH);
    new Dropout(1, 1)
        .apply(
            bench.pass,
            Site.EMBEDDINGS,
            0,
            0.1,
            new Rows(0, 1, new int[] {0, 5}, new long[] {0}),
            length -> length * WIDTH,
            x,
            bench.zeros(8, WIDTH),
            y);
    assertThat(Arrays.copyOfRange(y.toArray(), 5 * WIDTH, 8 * WIDTH)).containsOnly(0);
  }
}

package io.github.albert4j.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.albert4j.AlbertException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DivergenceTest {
  private static final Path LAST = Path.of("run", "checkpoints", "step-7");

  @Test
  void aLossThatIsNoNumberNamesTheLastCheckpoint() {
    assertThatThrownBy(() -> new Divergence(true).check(9, Double.NaN, 1, LAST))
        .isInstanceOf(AlbertException.class)
        .hasMessageContaining("step 9: the loss is NaN")
        .hasMessageContaining("the last good checkpoint is " + LAST)
        .hasMessageContaining("--learning-rate");
  }

  @Test
  void aNormThatIsInfiniteEndsTheRunToo() {
    assertThatThrownBy(() -> new Divergence(true).check(2, 5, Double.POSITIVE_INFINITY, null))
        .isInstanceOf(AlbertException.class)
        .hasMessageContaining("the gradient's norm Infinity")
        .hasMessageContaining("no checkpoint was written yet");
  }

  @Test
  void aLossThatGrowsAndGrowsEndsTheRun() {
    Divergence divergence = new Divergence(true);
    divergence.check(1, 7, 1, null);
    assertThatThrownBy(
            () -> {
              for (int step = 2; step < 200; step++) {
                divergence.check(step, 7 + step, 1, LAST);
              }
            })
        .isInstanceOf(AlbertException.class)
        .hasMessageContaining("the loss has grown to 14.")
        .hasMessageContaining("twice the 7.00 of the beginning")
        .hasMessageContaining(LAST.toString());
  }

  @Test
  void noiseAndASingleBadStepDoNot() {
    Divergence divergence = new Divergence(true);
    Random random = new Random(1);
    for (int step = 1; step < 1000; step++) {
      double loss = step == 500 ? 40 : 7 + random.nextGaussian();
      divergence.check(step, loss, 1e6, null);
    }
    assertThat(divergence).isNotNull();
  }

  /** A model that knows its task already, or a run that is resumed, begins near 0. */
  @Test
  void aSmallFirstLossIsNoMeasure() {
    Divergence divergence = new Divergence(false);
    divergence.check(1, 1e-6, 1, null);
    for (int step = 2; step < 100; step++) {
      divergence.check(step, 0.7, 1, null);
    }
    assertThatThrownBy(() -> divergence.check(100, Double.NaN, 1, null))
        .isInstanceOf(AlbertException.class);
  }
}

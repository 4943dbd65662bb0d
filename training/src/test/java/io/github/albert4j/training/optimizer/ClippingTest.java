package io.github.albert4j.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ClippingTest {
  @Test
  void aSmallNormIsLeft() {
    assertThat(Clipping.GOOGLE.scale(0.5, 1)).isEqualTo(1);
    assertThat(Clipping.GOOGLE.scale(1, 1)).isEqualTo(1);
    assertThat(Clipping.TORCH.scale(0.5, 1)).isEqualTo(1);
  }

  @Test
  void aLargeNormBecomesTheLimit() {
    assertThat(8 * Clipping.GOOGLE.scale(8, 1)).isEqualTo(1);
    assertThat(8 * Clipping.TORCH.scale(8, 1)).isCloseTo(1, within(2e-7)).isLessThan(1);
  }

  @Test
  void noGradientIsNotDividedByItsNorm() {
    assertThat(Clipping.GOOGLE.scale(0, 1)).isEqualTo(1);
    assertThat(Clipping.TORCH.scale(0, 1)).isEqualTo(1);
  }

  @Test
  void zeroIsNoLimit() {
    assertThat(Clipping.GOOGLE.scale(1e9, 0)).isEqualTo(1);
  }
}

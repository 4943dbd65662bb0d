package io.github.albert4j.training.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Tensor;
import org.junit.jupiter.api.Test;

/** Four pieces with the probabilities 0.1, 0.2, 0.3 and 0.4, of which the last is the right one. */
class NeighbourUnlikelihoodTest {
  private static final float[] P = {0.1f, 0.2f, 0.3f, 0.4f};
  private static final int RIGHT = 3;

  private final Tensor rows = new Arena(Engine.cpu()).allocate(DataType.F32, 2, P.length);

  private double loss(double weight, int left, int right) {
    rows.write(P.length, P, 0, P.length);
    int[] ids = {0, left, 0, right};
    return new NeighbourUnlikelihood(weight, P.length).add(ids, 2, RIGHT, rows, 1);
  }

  private float[] derivative() {
    float[] row = new float[P.length];
    rows.read(P.length, row, 0, P.length);
    return row;
  }

  @Test
  void bothNeighboursAreUnlikely() {
    assertThat(loss(2, 1, 2)).isCloseTo(-2 * (Math.log(0.8) + Math.log(0.7)), within(1e-6));
    // s is 1/4 and 3/7, so p is multiplied by 1 - 2 (1/4 + 3/7), and 2 s is added at the
    // neighbours.
    float kept = -5 / 14f;
    float[] expected = {0.1f * kept, 0.2f * kept + 0.5f, 0.3f * kept + 6 / 7f, 0.4f * kept};
    assertThat(derivative()).containsExactly(expected, within(1e-6f));
  }

  @Test
  void theRightPieceMayStandBesideItself() {
    assertThat(loss(2, RIGHT, 1)).isCloseTo(-2 * Math.log(0.8), within(1e-6));
    assertThat(loss(2, RIGHT, RIGHT)).isZero();
    assertThat(derivative()).containsExactly(P, within(1e-6f));
  }

  @Test
  void aPieceOnBothSidesCountsOnce() {
    assertThat(loss(1, 2, 2)).isCloseTo(-Math.log(0.7), within(1e-6));
  }

  @Test
  void withoutAWeightNothingChanges() {
    assertThat(loss(0, 1, 2)).isZero();
    assertThat(derivative()).containsExactly(P);
  }
}

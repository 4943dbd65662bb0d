package io.github.albert4j.training.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Tensor;
import org.junit.jupiter.api.Test;

/** Four pieces behind the common ones, with the probabilities 0.1, 0.2, 0.3 and 0.4. */
class RepetitionUnlikelihoodTest {
  private static final int CLS = 2;
  private static final int SEP = 3;
  private static final int MASK = 4;
  private static final int COMMON = 7;
  private static final int A = RepetitionUnlikelihood.COMMON;
  private static final int B = A + 1;
  private static final int C = A + 2;
  private static final int RIGHT = A + 3;
  private static final float[] P = {0.1f, 0.2f, 0.3f, 0.4f};

  private final Tensor rows = new Arena(Engine.cpu()).allocate(DataType.F32, 2, A + P.length);

  /** The loss at the only hidden piece. */
  private double loss(double weight, int distance, int... ids) {
    float[] row = new float[A + P.length];
    System.arraycopy(P, 0, row, A, P.length);
    rows.write(row.length, row, 0, row.length);
    int position = 0;
    while (ids[position] != MASK) {
      position++;
    }
    return new RepetitionUnlikelihood(weight, distance, row.length, CLS, SEP)
        .add(ids, position, RIGHT, rows, 1);
  }

  private float[] derivative() {
    float[] row = new float[P.length];
    rows.read(2L * A + P.length, row, 0, P.length);
    return row;
  }

  @Test
  void bothNeighboursAreUnlikely() {
    assertThat(loss(2, 1, CLS, B, MASK, C, SEP))
        .isCloseTo(-2 * (Math.log(0.8) + Math.log(0.7)), within(1e-6));
    // s is 1/4 and 3/7, so p is multiplied by 1 - 2 (1/4 + 3/7), and 2 s is added at the
    // neighbours.
    float kept = -5 / 14f;
    float[] expected = {0.1f * kept, 0.2f * kept + 0.5f, 0.3f * kept + 6 / 7f, 0.4f * kept};
    assertThat(derivative()).containsExactly(expected, within(1e-6f));
  }

  @Test
  void theRightPieceMayStandBesideItself() {
    assertThat(loss(2, 1, CLS, RIGHT, MASK, B, SEP)).isCloseTo(-2 * Math.log(0.8), within(1e-6));
    assertThat(loss(2, 2, CLS, RIGHT, MASK, RIGHT, SEP)).isZero();
    assertThat(derivative()).containsExactly(P, within(1e-6f));
  }

  @Test
  void aPieceOnBothSidesCountsOnce() {
    assertThat(loss(1, 1, CLS, C, MASK, C, SEP)).isCloseTo(-Math.log(0.7), within(1e-6));
    assertThat(loss(1, 3, CLS, C, A, MASK, C, C, A, SEP))
        .isCloseTo(-Math.log(0.7) - Math.log(0.9), within(1e-6));
  }

  @Test
  void whatStandsFurtherCountsUpToTheDistance() {
    int[] ids = {CLS, C, COMMON, B, COMMON, MASK, COMMON, A, SEP};
    assertThat(loss(1, 1, ids)).isZero();
    assertThat(loss(1, 2, ids)).isCloseTo(-Math.log(0.8) - Math.log(0.9), within(1e-6));
    assertThat(loss(1, 4, ids))
        .isCloseTo(-Math.log(0.8) - Math.log(0.9) - Math.log(0.7), within(1e-6));
  }

  @Test
  void whatIsBeyondTheHiddenPiecesPartDoesNotCount() {
    assertThat(loss(1, 9, C, SEP, CLS, B, MASK, SEP, A, SEP))
        .isCloseTo(-Math.log(0.8), within(1e-6));
  }

  @Test
  void withoutAWeightNothingChanges() {
    assertThat(loss(0, 1, CLS, B, MASK, C, SEP)).isZero();
    assertThat(derivative()).containsExactly(P);
  }
}

package io.github.albert4j.training.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymmetricEigenTest {
  @Test
  void aMatrixThatIsKnown() {
    SymmetricEigen eigen = SymmetricEigen.of(new double[][] {{2, -1, 0}, {-1, 2, -1}, {0, -1, 2}});
    double root = Math.sqrt(2);
    assertThat(eigen.values()).containsExactly(new double[] {2 + root, 2, 2 - root}, within(1e-12));
    double sign = Math.signum(eigen.vectors()[0][0]);
    assertThat(sign * eigen.vectors()[0][0]).isCloseTo(0.5, within(1e-9));
    assertThat(sign * eigen.vectors()[1][0]).isCloseTo(-root / 2, within(1e-9));
    assertThat(sign * eigen.vectors()[2][0]).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void aDiagonalMatrixIsSorted() {
    SymmetricEigen eigen = SymmetricEigen.of(new double[][] {{1, 0}, {0, 4}});
    assertThat(eigen.values()).containsExactly(4, 1);
    assertThat(Math.abs(eigen.vectors()[1][0])).isEqualTo(1);
  }

  /** With the second seed a few rotations too few leave an error of 1e-9. */
  @ParameterizedTest
  @ValueSource(longs = {1, -3701273458567983456L})
  void vectorsAreOrthonormalAndMakeTheMatrixAgain(long seed) {
    Random random = new Random(seed);
    int n = 30;
    double[][] matrix = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        matrix[i][j] = matrix[j][i] = random.nextGaussian();
      }
    }
    SymmetricEigen eigen = SymmetricEigen.of(matrix);
    for (int i = 0; i < n; i++) {
      assertThat(i == 0 || eigen.values()[i - 1] >= eigen.values()[i]).isTrue();
      for (int j = 0; j < n; j++) {
        double made = 0;
        double product = 0;
        for (int k = 0; k < n; k++) {
          made += eigen.vectors()[i][k] * eigen.values()[k] * eigen.vectors()[j][k];
          product += eigen.vectors()[k][i] * eigen.vectors()[k][j];
        }
        assertThat(made).as("seed %d", seed).isCloseTo(matrix[i][j], within(1e-12));
        assertThat(product).as("seed %d", seed).isCloseTo(i == j ? 1 : 0, within(1e-12));
      }
    }
  }
}

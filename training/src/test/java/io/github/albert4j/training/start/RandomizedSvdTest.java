package io.github.albert4j.training.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.engine.Engine;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RandomizedSvdTest {
  private final Random random = new Random(3);

  private double[][] orthonormal(int rows, int columns) {
    double[][] q = new double[columns][rows];
    for (int c = 0; c < columns; c++) {
      for (int r = 0; r < rows; r++) {
        q[c][r] = random.nextGaussian();
      }
      for (int before = 0; before < c; before++) {
        double overlap = dot(q[c], q[before]);
        for (int r = 0; r < rows; r++) {
          q[c][r] -= overlap * q[before][r];
        }
      }
      double norm = Math.sqrt(dot(q[c], q[c]));
      for (int r = 0; r < rows; r++) {
        q[c][r] /= norm;
      }
    }
    return q;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** {@code Σ σₖ uₖ vₖᵀ}. */
  private static float[][] matrix(double[][] u, double[] sigma, double[][] v) {
    float[][] matrix = new float[u[0].length][v[0].length];
    for (int r = 0; r < matrix.length; r++) {
      for (int c = 0; c < matrix[r].length; c++) {
        double sum = 0;
        for (int k = 0; k < sigma.length; k++) {
          sum += sigma[k] * u[k][r] * v[k][c];
        }
        matrix[r][c] = (float) sum;
      }
    }
    return matrix;
  }

  @Test
  void findsTheStrongestDirectionsOfAMatrixThatIsKnown() {
    double[] sigma = {100, 64, 36, 16, 9, 4, 1, 0.5};
    double[][] u = orthonormal(120, sigma.length);
    float[][] matrix = matrix(u, sigma, orthonormal(90, sigma.length));
    float[][] found = RandomizedSvd.scaledLeftVectors(Engine.cpu(), matrix, 5, 7);
    for (int k = 0; k < 5; k++) {
      double overlap = 0;
      double norm = 0;
      for (int r = 0; r < found.length; r++) {
        overlap += found[r][k] * u[k][r];
        norm += (double) found[r][k] * found[r][k];
      }
      assertThat(norm).as("direction %d", k).isCloseTo(Math.sqrt(sigma[k]), within(1e-2));
      assertThat(Math.abs(overlap)).isCloseTo(Math.pow(sigma[k], 0.25), within(1e-2));
    }
  }

  @Test
  void aRankThatTheMatrixDoesNotHaveIsFilledWithZeros() {
    double[][] u = orthonormal(6, 2);
    float[][] matrix = matrix(u, new double[] {3, 2}, orthonormal(4, 2));
    float[][] found = RandomizedSvd.scaledLeftVectors(Engine.cpu(), matrix, 5, 7);
    for (float[] row : found) {
      assertThat(row).hasSize(5);
      assertThat(row[4]).isZero();
      for (float x : row) {
        assertThat(x).isFinite();
      }
    }
  }

  @Test
  void aSeedGivesTheSameVectors() {
    float[][] matrix =
        matrix(orthonormal(50, 9), new double[] {9, 8, 7, 6, 5, 4, 3, 2, 1}, orthonormal(40, 9));
    assertThat(RandomizedSvd.scaledLeftVectors(Engine.cpu(), matrix, 3, 7))
        .isDeepEqualTo(RandomizedSvd.scaledLeftVectors(Engine.cpu(), matrix, 3, 7));
  }
}

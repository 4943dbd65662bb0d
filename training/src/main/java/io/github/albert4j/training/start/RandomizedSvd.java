package io.github.albert4j.training.start;

import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Operations;
import io.github.albert4j.engine.Strided;
import io.github.albert4j.engine.Tensor;
import java.util.SplittableRandom;

/**
 * The largest singular values of a matrix and their left vectors, by random projection and a few
 * power iterations (Halko, Martinsson and Tropp 2011, algorithms 4.4 and 5.1).
 */
final class RandomizedSvd {
  private static final int OVERSAMPLING = 32;
  private static final int ITERATIONS = 3;

  /**
   * The exponent of the singular values: at 1/2 or 1 the first few directions would drown the rest.
   */
  private static final double WEIGHT = 0.25;

  private RandomizedSvd() {}

  /**
   * Computes {@code U Σ^¼}: what of the matrix a row's vector of {@code rank} numbers can tell.
   *
   * @param matrix {@code [rows][columns]}
   * @return {@code [rows][rank]}, the strongest direction first
   */
  static float[][] scaledLeftVectors(Engine engine, float[][] matrix, int rank, long seed) {
    int rows = matrix.length;
    int columns = matrix[0].length;
    int width = Math.min(rank + OVERSAMPLING, Math.min(rows, columns));
    engine.setThreads(1);
    try (Arena arena = new Arena(engine);
        Operations operations = new Operations(engine)) {
      Tensor m = arena.allocateUnset(DataType.F32, rows, columns);
      for (int r = 0; r < rows; r++) {
        m.write((long) r * columns, matrix[r], 0, columns);
      }
      Tensor z = arena.allocateUnset(DataType.F32, columns, width);
      z.write(0, normals((long) columns * width, seed), 0, columns * width);
      Tensor y = arena.allocateUnset(DataType.F32, rows, width);
      operations.matmul(Strided.of(m), Strided.of(z), Strided.of(y));
      for (int i = 0; i < ITERATIONS; i++) {
        orthonormalize(y);
        operations.matmul(Strided.transposed(m), Strided.of(y), Strided.of(z));
        orthonormalize(z);
        operations.matmul(Strided.of(m), Strided.of(z), Strided.of(y));
      }
      orthonormalize(y);
      Tensor b = arena.allocateUnset(DataType.F32, width, columns);
      operations.matmul(Strided.transposed(y), Strided.of(m), Strided.of(b));
      Tensor gram = arena.allocateUnset(DataType.F32, width, width);
      operations.matmul(Strided.of(b), Strided.transposed(b), Strided.of(gram));
      SymmetricEigen eigen = SymmetricEigen.of(square(gram, width));
      return project(y, eigen, rows, width, Math.min(rank, width), rank);
    }
  }

  private static float[] normals(long n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[Math.toIntExact(n)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static double[][] square(Tensor gram, int n) {
    float[] values = gram.toArray();
    double[][] square = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        square[i][j] = values[i * n + j];
      }
    }
    return square;
  }

  /** Rows of {@code Q W σ^¼}; an eigenvalue of B Bᵀ is σ². */
  private static float[][] project(
      Tensor q, SymmetricEigen eigen, int rows, int width, int found, int rank) {
    float[][] vectors = new float[rows][rank];
    float[] row = new float[width];
    for (int r = 0; r < rows; r++) {
      q.read((long) r * width, row, 0, width);
      for (int k = 0; k < found; k++) {
        double sum = 0;
        for (int i = 0; i < width; i++) {
          sum += row[i] * eigen.vectors()[i][k];
        }
        vectors[r][k] = (float) (sum * Math.pow(Math.max(0, eigen.values()[k]), WEIGHT / 2));
      }
    }
    return vectors;
  }

  /** Makes the columns orthonormal (modified Gram-Schmidt, twice). */
  private static void orthonormalize(Tensor tensor) {
    int rows = (int) tensor.size(0);
    int width = (int) tensor.size(1);
    float[] values = tensor.toArray();
    float[][] columns = new float[width][rows];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < width; c++) {
        columns[c][r] = values[r * width + c];
      }
    }
    for (int c = 0; c < width; c++) {
      for (int round = 0; round < 2; round++) {
        for (int before = 0; before < c; before++) {
          double overlap = dot(columns[c], columns[before]);
          for (int r = 0; r < rows; r++) {
            columns[c][r] -= (float) (overlap * columns[before][r]);
          }
        }
      }
      double norm = Math.sqrt(dot(columns[c], columns[c]));
      float scale = (float) (norm > 0 ? 1 / norm : 0);
      for (int r = 0; r < rows; r++) {
        columns[c][r] *= scale;
      }
    }
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < width; c++) {
        values[r * width + c] = columns[c][r];
      }
    }
    tensor.write(0, values, 0, values.length);
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}

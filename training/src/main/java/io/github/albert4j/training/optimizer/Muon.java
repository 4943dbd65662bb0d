package io.github.albert4j.training.optimizer;

import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Operations;
import io.github.albert4j.engine.Strided;
import io.github.albert4j.engine.Tensor;
import io.github.albert4j.training.gradient.Parameter;

/**
 * Makes a matrix near the orthogonal one next to it, {@code U Vᵀ} of {@code U Σ Vᵀ}, for one
 * parameter: all directions of an update become about equally long (Jordan et al. 2024, "Muon: an
 * optimizer for hidden layers"). The length is that of an AdamW update, {@code 0.2 √max(rows,
 * columns)} (Liu et al. 2025, "Muon is scalable for LLM training", section 2.2), so that one
 * learning rate serves both.
 *
 * <p>A step of the Newton-Schulz iteration is {@code X ← (aI + bA + cA²) X} with {@code A = X Xᵀ};
 * where X has more rows than columns, {@code X ← X (aI + bA + cA²)} with {@code A = Xᵀ X}.
 */
final class Muon implements AutoCloseable {
  static final float MOMENTUM = 0.95f;

  private static final int STEPS = 5;
  private static final float A = 3.4445f;
  private static final float B = -4.7750f;
  private static final float C = 2.0315f;

  private final Engine engine;
  private final Operations operations;
  private final Parameter parameter;
  private final int rows;
  private final int columns;
  private final int n; // the smaller of both
  private final Tensor x; // [rows, columns]
  private final Tensor next; // [rows, columns]
  private final Tensor square; // [n, n], cA
  private final Tensor shifted; // [n, n], cA + bI
  private final Tensor polynomial; // [n, n], aI + bA + cA²
  private final float[] values;

  Muon(Engine engine, Arena arena, Parameter parameter) {
    this.engine = engine;
    this.operations = new Operations(engine);
    this.parameter = parameter;
    this.rows = Math.toIntExact(parameter.sizes()[0]);
    this.columns = Math.toIntExact(parameter.sizes()[1]);
    this.n = Math.min(rows, columns);
    this.x = arena.allocate(DataType.F32, rows, columns);
    this.next = arena.allocate(DataType.F32, rows, columns);
    this.square = arena.allocate(DataType.F32, n, n);
    this.shifted = arena.allocate(DataType.F32, n, n);
    this.polynomial = arena.allocate(DataType.F32, n, n);
    this.values = new float[rows * columns];
  }

  /** Bytes of native memory for a parameter. */
  static long bytes(Parameter parameter) {
    long rows = parameter.sizes()[0];
    long columns = parameter.sizes()[1];
    long n = Math.min(rows, columns);
    return Float.BYTES * (2 * rows * columns + 3 * n * n);
  }

  /** Whether it suits a parameter: a matrix between hidden states, not one of words or classes. */
  static boolean suits(Parameter parameter) {
    return parameter.shape().size() == 2
        && (parameter.name().startsWith("albert.encoder.")
            || parameter.name().equals("predictions.dense.weight"));
  }

  /**
   * Replaces an update.
   *
   * @param update flat; the parameter's part of it holds the momentum, and will hold the update
   * @param weights flat
   * @param decay weight decay, which is added
   */
  void orthogonalize(Tensor update, Tensor weights, float decay) {
    engine.setThreads(1); // other sums on more threads
    Tensor mine = parameter.in(update);
    mine.read(0, values, 0, values.length);
    float norm = (float) Math.sqrt(Optimizer.sumOfSquares(values, values.length));
    scale(values, 1 / (norm + 1e-7f));
    x.write(0, values, 0, values.length);
    Tensor from = x;
    Tensor to = next;
    for (int step = 0; step < STEPS; step++) {
      iterate(from, to);
      Tensor swap = from;
      from = to;
      to = swap;
    }
    from.read(0, values, 0, values.length);
    scale(values, 0.2f * (float) Math.sqrt(Math.max(rows, columns)));
    float[] w = parameter.in(weights).toArray();
    for (int i = 0; i < w.length; i++) {
      values[i] += decay * w[i];
    }
    mine.write(0, values, 0, values.length);
  }

  private void iterate(Tensor from, Tensor to) {
    Strided all = Strided.of(from);
    boolean wide = rows <= columns;
    Strided left = wide ? all : all.transposed();
    operations.matmul(left, left.transposed(), C, Strided.of(square));
    // bA + cA² = ((cA)² + b (cA)) / c = cA (cA + bI) / c
    shifted.write(0, plusDiagonal(square, B), 0, n * n);
    operations.matmul(Strided.of(square), Strided.of(shifted), 1 / C, Strided.of(polynomial));
    polynomial.write(0, plusDiagonal(polynomial, A), 0, n * n);
    operations.matmul(
        wide ? Strided.of(polynomial) : all, wide ? all : Strided.of(polynomial), Strided.of(to));
  }

  private float[] plusDiagonal(Tensor matrix, float value) {
    float[] m = matrix.toArray();
    for (int i = 0; i < n; i++) {
      m[i * n + i] += value;
    }
    return m;
  }

  private static void scale(float[] values, float factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
  }

  @Override
  public void close() {
    operations.close();
  }
}

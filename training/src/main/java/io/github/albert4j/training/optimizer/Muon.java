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
 * where X has more rows than columns, {@code X ← X (aI + bA + cA²)} with {@code A = Xᵀ X}. Half the
 * digits serve as well, since the directions need not be equally long: in bf16 it multiplies bf16.
 */
final class Muon implements AutoCloseable {
  static final float MOMENTUM = 0.95f;

  private static final int STEPS = 5;
  private static final float A = 3.4445f;
  private static final float B = -4.7750f;
  private static final float C = 2.0315f;

  // aI + bA + cA² = (√c A + shift I)² + rest I
  private static final float ROOT = (float) Math.sqrt(C);
  private static final float SHIFT = B / (2 * ROOT);
  private static final float REST = A - SHIFT * SHIFT;

  private final Engine engine;
  private final Operations operations;
  private final Parameter parameter;
  private final int rows;
  private final int columns;
  private final Tensor x; // [rows, columns]
  private final Tensor next; // [rows, columns]
  private final Tensor shifted; // √c A + shift I, as long and as wide as the shorter side of x
  private final Tensor polynomial; // aI + bA + cA²
  private final float[] values;

  /**
   * @param type what is multiplied
   */
  Muon(Engine engine, Arena arena, Parameter parameter, DataType type) {
    this.engine = engine;
    this.operations = new Operations(engine);
    this.parameter = parameter;
    this.rows = Math.toIntExact(parameter.sizes()[0]);
    this.columns = Math.toIntExact(parameter.sizes()[1]);
    int n = Math.min(rows, columns);
    this.x = arena.allocate(type, rows, columns);
    this.next = arena.allocate(type, rows, columns);
    this.shifted = arena.allocate(type, n, n);
    this.polynomial = arena.allocate(type, n, n);
    this.values = new float[rows * columns];
  }

  /** Bytes of native memory for a parameter. */
  static long bytes(Parameter parameter, DataType type) {
    long rows = parameter.sizes()[0];
    long columns = parameter.sizes()[1];
    long n = Math.min(rows, columns);
    return type.bytes() * (2 * rows * columns + 2 * n * n);
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
    operations.matmul(left, left.transposed(), ROOT, Strided.of(shifted));
    shifted.addToDiagonal(SHIFT);
    operations.matmul(Strided.of(shifted), Strided.of(shifted), Strided.of(polynomial));
    polynomial.addToDiagonal(REST);
    operations.matmul(
        wide ? Strided.of(polynomial) : all, wide ? all : Strided.of(polynomial), Strided.of(to));
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

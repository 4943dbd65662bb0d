package io.github.albert4j.training.gradient;

import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Gradients;
import io.github.albert4j.engine.Operations;
import io.github.albert4j.engine.Tensor;
import java.util.Arrays;

/**
 * What the formulas compute with, for one thread: the engine's operations, the weights of the step,
 * and the flat vector that takes the gradient.
 */
final class Pass implements AutoCloseable {
  /** Shapes whose primitives are kept: a row's length makes about ten in attention. */
  private static final int PRIMITIVES = 8192;

  static final int MOST_ROWS = 1 << 16;

  final Operations operations;
  final Gradients gradients;

  /** The type that multiplications read and activations are kept in. */
  final DataType type;

  private final Weights weights;
  private final Arena arena;
  private final Tensor ones;
  private final Tensor gammaAndBeta;
  private Tensor gradient;

  Pass(Engine engine, Weights weights, long widest) {
    this.weights = weights;
    this.type = weights.type();
    this.operations = new Operations(engine, PRIMITIVES);
    this.gradients = new Gradients(operations);
    this.arena = new Arena(engine);
    this.ones = arena.allocateUnset(type, 1, MOST_ROWS);
    float[] one = new float[MOST_ROWS];
    Arrays.fill(one, 1);
    ones.write(0, one, 0, MOST_ROWS);
    this.gammaAndBeta = arena.allocate(DataType.F32, 2, widest);
    this.gradient = weights.exact();
  }

  /** Directs the derivatives by the weights to a flat vector, in which they are summed. */
  void accumulateInto(Tensor flat) {
    gradient = flat;
  }

  /** A parameter in the type that multiplications read. */
  Tensor typed(Parameter parameter) {
    return parameter.in(weights.typed());
  }

  /** A parameter in fp32. */
  Tensor exact(Parameter parameter) {
    return parameter.in(weights.exact());
  }

  /** Where the loss's derivative by a parameter is summed. */
  Tensor gradient(Parameter parameter) {
    return parameter.in(gradient);
  }

  /** The same as one row. */
  Tensor gradientRow(Parameter parameter) {
    return parameter.rowIn(gradient);
  }

  /** {@code [1, n]} ones, which sum rows by a multiplication. */
  Tensor ones(long n) {
    return ones.as(1, n);
  }

  /** Room for the derivatives by a layer normalisation's γ (0) and β (1). */
  Tensor normGradient(int which, long width) {
    return gammaAndBeta.slice(which * gammaAndBeta.size(1), 1, width);
  }

  long bytes() {
    return arena.bytes() + operations.scratchBytes();
  }

  @Override
  public void close() {
    operations.close();
    arena.close();
  }
}

package io.github.albert4j.model;

import io.github.albert4j.engine.Epilogue;
import io.github.albert4j.engine.Operations;
import io.github.albert4j.engine.PackedWeights;
import io.github.albert4j.engine.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A linear map {@code y = x Wᵀ + b}.
 *
 * @param weights {@code W [outputs, inputs]}, packed
 * @param bias {@code b [outputs]}, or null for none
 */
record Linear(PackedWeights weights, @Nullable Tensor bias) implements BlockLinear {

  int outputs() {
    return (int) weights.outputs();
  }

  /** {@code y = x Wᵀ + b}. */
  void apply(Operations operations, Tensor x, Tensor y) {
    operations.linear(x, weights, bias, Epilogue.NONE, null, y);
  }

  /** {@code y = activation(x Wᵀ + b)}. */
  void apply(Operations operations, Tensor x, Epilogue activation, Tensor y) {
    operations.linear(x, weights, bias, activation, null, y);
  }

  /** {@code y = x Wᵀ + b + residual}. */
  void applyAndAdd(Operations operations, Tensor x, Tensor residual, Tensor y) {
    operations.linear(x, weights, bias, Epilogue.NONE, residual, y);
  }

  @Override
  public void apply(
      Workspace w, Tensor x, Epilogue activation, @Nullable Tensor residual, Tensor y) {
    w.operations.linear(x, weights, bias, activation, residual, y);
  }
}

package io.github.albert4j.model;

import io.github.albert4j.engine.Epilogue;
import io.github.albert4j.engine.Tensor;
import org.jspecify.annotations.Nullable;

/** A linear map of a block of the encoder, in the precision that it is computed in. */
sealed interface BlockLinear permits Linear, QuantizedLinear {

  /**
   * {@code y = activation(x Wᵀ + b) + residual}.
   *
   * @param x {@code [tokens, inputs]}
   * @param residual {@code [tokens, outputs]}, or null; not the same memory as y
   * @param y {@code [tokens, outputs]}
   */
  void apply(Workspace w, Tensor x, Epilogue activation, @Nullable Tensor residual, Tensor y);

  /** {@code y = x Wᵀ + b}. */
  default void apply(Workspace w, Tensor x, Tensor y) {
    apply(w, x, Epilogue.NONE, null, y);
  }
}

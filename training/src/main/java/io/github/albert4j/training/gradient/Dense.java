package io.github.albert4j.training.gradient;

import io.github.albert4j.engine.Strided;
import io.github.albert4j.engine.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A linear map {@code y = x Wᵀ + b}.
 *
 * @param weight {@code W [outputs, inputs]}
 * @param bias {@code b [outputs]}, or null for none
 */
record Dense(Parameter weight, @Nullable Parameter bias) {
  /** {@code y = x Wᵀ + b + residual}. */
  void forward(Pass pass, Tensor x, @Nullable Tensor residual, Tensor y) {
    pass.operations.matmul(
        Strided.of(x),
        Strided.transposed(pass.typed(weight)),
        bias == null ? null : pass.exact(bias),
        residual,
        Strided.of(y));
  }

  /** {@code dW += dyᵀ x}, {@code db += Σ dy} and {@code dx = dy W + residual}. */
  void backward(Pass pass, Tensor x, Tensor dy, @Nullable Tensor residual, Tensor dx) {
    backward(pass, x, dy);
    pass.operations.matmul(
        Strided.of(dy), Strided.of(pass.typed(weight)), null, residual, Strided.of(dx));
  }

  /** {@code dW += dyᵀ x}, {@code db += Σ dy} and {@code dx += dy W}. */
  void backwardAdding(Pass pass, Tensor x, Tensor dy, Tensor dx) {
    backward(pass, x, dy);
    pass.operations.matmulAdd(Strided.of(dy), Strided.of(pass.typed(weight)), Strided.of(dx));
  }

  /** {@code dW += dyᵀ x} and {@code db += Σ dy}. */
  private void backward(Pass pass, Tensor x, Tensor dy) {
    pass.operations.matmulAdd(
        Strided.transposed(dy), Strided.of(x), Strided.of(pass.gradient(weight)));
    if (bias == null) {
      return;
    }
    pass.operations.matmulAdd(
        Strided.of(pass.ones(dy.size(0))), Strided.of(dy), Strided.of(pass.gradientRow(bias)));
  }
}

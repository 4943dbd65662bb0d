package io.github.albert4j.training.gradient;

import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Tensor;

/**
 * Layer normalisation {@code y = (x - μ) / √(σ² + ε) · γ + β} of each row (Ba et al. 2016).
 *
 * @param gamma {@code γ [width]}
 * @param beta {@code β [width]}
 */
record Normalization(Parameter gamma, Parameter beta, float epsilon) {
  /** The statistics of each row that backward needs, {@code [rows]} each. */
  record Statistics(Tensor mean, Tensor variance) {
    static Statistics allocate(Arena arena, long rows) {
      return new Statistics(arena.allocate(DataType.F32, rows), arena.allocate(DataType.F32, rows));
    }
  }

  void forward(Pass pass, Tensor x, Statistics kept, Tensor y) {
    pass.gradients.layerNorm(
        x, pass.exact(gamma), pass.exact(beta), epsilon, kept.mean, kept.variance, y);
  }

  /** {@code dγ += …}, {@code dβ += …} and {@code dx}. */
  void backward(Pass pass, Tensor x, Statistics kept, Tensor dy, Tensor dx) {
    Tensor dGamma = pass.normGradient(0, gamma.size());
    Tensor dBeta = pass.normGradient(1, beta.size());
    pass.gradients.layerNormBackward(
        x, kept.mean, kept.variance, pass.exact(gamma), epsilon, dy, dx, dGamma, dBeta);
    Tensor sumGamma = pass.gradientRow(gamma);
    Tensor sumBeta = pass.gradientRow(beta);
    pass.gradients.add(sumGamma, dGamma, sumGamma);
    pass.gradients.add(sumBeta, dBeta, sumBeta);
  }
}

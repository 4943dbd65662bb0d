package io.github.albert4j.model;

import io.github.albert4j.engine.Operations;
import io.github.albert4j.engine.Tensor;

/**
 * Layer normalisation, with fp32 statistics whatever the precision.
 *
 * @param gamma {@code [width]}
 * @param beta {@code [width]}
 * @param epsilon added to the variance; 1e-12 in all released models, which only fp32 can hold
 */
record LayerNorm(Tensor gamma, Tensor beta, float epsilon) {

  void apply(Operations operations, Tensor x, Tensor y) {
    operations.layerNorm(x, gamma, beta, epsilon, y);
  }
}

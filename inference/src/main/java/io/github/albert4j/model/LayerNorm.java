package io.github.albert4j.model;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Arena;
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

  /**
   * Reads a checkpoint's.
   *
   * @param name without {@code .weight} and {@code .bias}
   * @param arena owns what is read
   */
  static LayerNorm read(
      NamedTensors tensors, String name, int width, AlbertConfig config, Arena arena) {
    return new LayerNorm(
        arena.copyOf(tensors.array(name + ".weight", width)),
        arena.copyOf(tensors.array(name + ".bias", width)),
        (float) config.layerNormEps());
  }

  void apply(Operations operations, Tensor x, Tensor y) {
    operations.layerNorm(x, gamma, beta, epsilon, y);
  }
}

package io.github.albert4j.model;

import io.github.albert4j.engine.Tensor;

/** Sees what the encoder's projections multiply. Called by the workers. */
@FunctionalInterface
interface SourceObserver {
  /**
   * @param block counted over all passes
   * @param x {@code [tokens, inputs]}, to be read before this returns
   */
  void source(int block, Projection projection, Tensor x);
}

package io.github.albert4j.training.loop;

import java.util.Map;

/**
 * How large gradients and weights are, layer by layer: where a training goes wrong, one of them
 * tells it first.
 *
 * @param step the step whose gradient it is; the weights are those before its update
 * @param gradients before clipping, by the parameters' names
 * @param weights by the same names
 */
record LayerNorms(long step, Map<String, Double> gradients, Map<String, Double> weights) {
  private static final int DENSE = 100;

  /** All of the first steps, then steps with two leading digits: as on a scale of logarithms. */
  static boolean due(long step) {
    long every = 1;
    while (step / every >= DENSE) {
      every *= 10;
    }
    return step % every == 0;
  }
}

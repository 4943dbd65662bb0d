package io.github.albert4j.model;

import org.jspecify.annotations.Nullable;

/**
 * What a calibration found for one projection.
 *
 * @param scales the best found
 * @param exponent how much of the channels' differences went from sources to weights, 0 to 1; null
 *     where none did
 * @param noise the error in int8 over the variance of the exact product, in each pass
 * @since 0.1.0
 */
public record CalibratedProjection(
    ProjectionScales scales, @Nullable Double exponent, double[] noise) {

  /** The mean over the passes. */
  public double meanNoise() {
    double sum = 0;
    for (double one : noise) {
      sum += one;
    }
    return sum / noise.length;
  }
}

package io.github.albert4j.model;

import io.github.albert4j.engine.Quantized;

/**
 * The values that 0 to {@link Quantized#GREATEST_SOURCE} stand for; those outside of it are
 * clipped.
 *
 * @param low at most 0, which is exact whatever the range
 * @param high at least 0
 * @since 0.1.0
 */
public record SourceRange(float low, float high) {
  /** Below any activation that matters; a range of nothing would have no step. */
  private static final double LEAST_WIDTH = 1e-6;

  boolean isValid() {
    return low <= 0 && high >= 0 && Float.isFinite(high - low);
  }

  /** The difference of neighbouring values. */
  double step() {
    return Math.max((double) high - low, LEAST_WIDTH) / Quantized.GREATEST_SOURCE;
  }

  /** What zero becomes. */
  int zeroPoint() {
    return (int) Math.min(Math.rint(-low / step()), Quantized.GREATEST_SOURCE);
  }

  SourceRange times(float factor) {
    return new SourceRange(low * factor, high * factor);
  }
}

package io.github.albert4j.model;

import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Tensor;
import java.util.SplittableRandom;

/**
 * What a calibration saw of one projection's source in one pass: each channel's bounds over all
 * tokens, and some tokens whole, each as likely to be kept as any other (Vitter 1985, algorithm R).
 */
final class SourceStatistics {
  private final int channels;
  private final float[] least;
  private final float[] greatest;
  private final Tensor sample; // [capacity, channels]
  private final SplittableRandom random = new SplittableRandom(0);
  private long tokens;

  /**
   * @param arena owns the sample
   * @param capacity tokens kept at most
   */
  SourceStatistics(Arena arena, int capacity, int channels) {
    this.channels = channels;
    this.least = new float[channels];
    this.greatest = new float[channels];
    this.sample = arena.allocateUnset(DataType.F32, capacity, channels);
  }

  /** Takes {@code [tokens, channels]}. */
  void add(Tensor x) {
    float[] token = new float[channels];
    for (long row = 0; row < x.size(0); row++) {
      x.read(row * channels, token, 0, channels);
      for (int i = 0; i < channels; i++) {
        least[i] = Math.min(least[i], token[i]); // at most 0, and NaN where there is one
        greatest[i] = Math.max(greatest[i], token[i]);
      }
      long slot = tokens < sample.size(0) ? tokens : random.nextLong(tokens + 1);
      if (slot < sample.size(0)) {
        sample.write(slot * channels, token, 0, channels);
      }
      tokens++;
    }
  }

  /** The largest magnitude of each channel. */
  float[] magnitudes() {
    float[] magnitudes = new float[channels];
    for (int i = 0; i < channels; i++) {
      magnitudes[i] = Math.max(-least[i], greatest[i]);
    }
    return magnitudes;
  }

  /** From the lowest to the highest value of the source divided by a factor for each channel. */
  SourceRange range(float[] smoothing) {
    float low = 0;
    float high = 0;
    for (int i = 0; i < channels; i++) {
      low = Math.min(low, least[i] / smoothing[i]);
      high = Math.max(high, greatest[i] / smoothing[i]);
    }
    return new SourceRange(low, high);
  }

  /** The tokens kept, {@code [tokens, channels]}. */
  Tensor sample() {
    return sample.rows(Math.min(tokens, sample.size(0)));
  }
}

package io.github.albert4j.training.loop;

import io.github.albert4j.engine.Tensor;
import io.github.albert4j.training.gradient.Parameter;
import io.github.albert4j.training.gradient.ParameterLayout;
import java.util.SplittableRandom;

/**
 * Weights to begin with: normal with a small deviation, cut off at two deviations (reference {@code
 * modeling.py}, {@code create_initializer}); biases 0, LayerNorm's γ 1.
 */
public final class Initialization {
  private Initialization() {}

  /** Fills all parameters. */
  static void random(ParameterLayout layout, double deviation, long seed, Tensor flat) {
    for (Parameter parameter : layout.parameters()) {
      random(parameter, deviation, seed, flat);
    }
  }

  /** Fills one parameter; what the others are has no influence. */
  public static void random(Parameter parameter, double deviation, long seed, Tensor flat) {
    SplittableRandom random = new SplittableRandom(seed ^ parameter.name().hashCode() * 31L);
    float[] block = new float[(int) Math.min(1 << 16, parameter.size())];
    boolean norm = !parameter.decays() && parameter.name().endsWith(".weight");
    for (long at = 0; at < parameter.size(); at += block.length) {
      int n = (int) Math.min(block.length, parameter.size() - at);
      for (int i = 0; i < n; i++) {
        block[i] =
            parameter.decays() ? (float) (deviation * truncatedNormal(random)) : norm ? 1 : 0;
      }
      flat.write(parameter.offset() + at, block, 0, n);
    }
  }

  private static double truncatedNormal(SplittableRandom random) {
    while (true) {
      double x = random.nextGaussian();
      if (Math.abs(x) <= 2) {
        return x;
      }
    }
  }
}

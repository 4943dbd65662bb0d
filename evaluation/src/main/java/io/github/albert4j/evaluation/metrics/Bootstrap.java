package io.github.albert4j.evaluation.metrics;

import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * What lies around any figure of a sample: the figure of samples drawn from it, with putting back
 * (Efron 1979, "Bootstrap Methods: Another Look at the Jackknife").
 *
 * @since 0.1.0
 */
public final class Bootstrap {
  private static final int SAMPLES = 1000;
  private static final double TAIL = 0.025;

  private Bootstrap() {}

  /**
   * The 95% interval of a figure.
   *
   * @param count examples in the sample
   * @param figure of the examples with these numbers, from 0, some more than once
   * @param seed decides what is drawn
   */
  public static Interval interval(int count, ToDoubleFunction<int[]> figure, long seed) {
    Random random = new Random(seed);
    double[] figures = new double[SAMPLES];
    int[] sample = new int[count];
    for (int s = 0; s < SAMPLES; s++) {
      Arrays.setAll(sample, i -> random.nextInt(count));
      figures[s] = figure.applyAsDouble(sample);
    }
    Arrays.sort(figures);
    int cut = (int) Math.round(TAIL * SAMPLES);
    return new Interval(figures[cut], figures[SAMPLES - 1 - cut]);
  }
}

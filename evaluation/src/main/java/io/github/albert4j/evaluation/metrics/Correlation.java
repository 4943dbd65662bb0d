package io.github.albert4j.evaluation.metrics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How numbers go together; NaN where either side is all one number.
 *
 * @since 0.1.0
 */
public final class Correlation {
  private Correlation() {}

  /** Pearson's: of the numbers. */
  public static double pearson(double[] x, double[] y) {
    if (x.length != y.length || x.length < 2) {
      throw new IllegalArgumentException(x.length + " and " + y.length + " numbers");
    }
    double meanX = Arrays.stream(x).average().orElseThrow();
    double meanY = Arrays.stream(y).average().orElseThrow();
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      double dx = x[i] - meanX;
      double dy = y[i] - meanY;
      xy += dx * dy;
      xx += dx * dx;
      yy += dy * dy;
    }
    double r = xy / (Math.sqrt(xx) * Math.sqrt(yy));
    return Double.isNaN(r) ? r : Math.max(-1, Math.min(1, r));
  }

  /** Spearman's: of the ranks, of which equal numbers share the mean. */
  public static double spearman(double[] x, double[] y) {
    return pearson(ranks(x), ranks(y));
  }

  private static double[] ranks(double[] values) {
    Integer[] order = new Integer[values.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
    double[] ranks = new double[values.length];
    int first = 0;
    while (first < order.length) {
      int end = first + 1;
      while (end < order.length && values[order[end]] == values[order[first]]) {
        end++;
      }
      for (int i = first; i < end; i++) {
        ranks[order[i]] = (first + end + 1) / 2.0; // from 1
      }
      first = end;
    }
    return ranks;
  }

  /** Both by their names in reports. */
  public static Map<String, Double> values(double[] labels, double[] predictions) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("pearson", pearson(labels, predictions));
    values.put("spearman", spearman(labels, predictions));
    return values;
  }
}

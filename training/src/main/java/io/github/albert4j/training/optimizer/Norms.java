package io.github.albert4j.training.optimizer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long a vector of all trained parameters is, in the norm {@code ‖·‖₂}. */
public final class Norms {
  private final List<String> names;
  private final double[] squares;

  /**
   * @param names of the parameters that the pieces are parts of, {@code [pieces]}
   * @param squares the sum of each piece's squares, {@code [pieces]}
   */
  Norms(List<String> names, double[] squares) {
    this.names = names;
    this.squares = squares;
  }

  /** Of the whole vector. */
  public double whole() {
    double sum = 0;
    for (double square : squares) {
      sum += square;
    }
    return Math.sqrt(sum);
  }

  /**
   * Of each parameter's part, by its name.
   *
   * @param scale by what the vector is multiplied
   */
  public Map<String, Double> each(double scale) {
    Map<String, Double> sums = new LinkedHashMap<>();
    for (int i = 0; i < squares.length; i++) {
      sums.merge(names.get(i), squares[i], Double::sum);
    }
    sums.replaceAll((name, sum) -> scale * Math.sqrt(sum));
    return sums;
  }
}

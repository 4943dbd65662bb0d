package io.github.albert4j.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.albert4j.config.Activation;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Tensor;
import io.github.albert4j.training.SmallModel;
import io.github.albert4j.training.gradient.Parameter;
import io.github.albert4j.training.gradient.ParameterLayout;
import io.github.albert4j.training.gradient.TaskHead;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MuonTest {
  private static final double DECAY = 0.01;

  private final AlbertConfig config = SmallModel.config(40, 8, 16, 1, 1, Activation.GELU, 0);
  private final ParameterLayout layout = ParameterLayout.of(config, TaskHead.PRETRAINING);
  private final Arena arena = new Arena(Engine.cpu());
  private final Tensor weights = arena.allocate(DataType.F32, layout.size());
  private final Tensor update = arena.allocate(DataType.F32, layout.size());

  @AfterEach
  void close() {
    arena.close();
  }

  /** Three rounds of momentum, five steps of the iteration, all in double. */
  @Test
  void updatesAreThoseOfTheDefinition() {
    double[][][] want = defined();
    train(DataType.F32);
    int compared = 0;
    for (int p = 0; p < want.length; p++) {
      if (want[p] != null) {
        Parameter parameter = layout.parameters().get(p);
        float[] got = parameter.in(weights).toArray();
        int columns = want[p][0].length;
        for (int i = 0; i < got.length; i++) {
          assertThat((double) got[i])
              .as(parameter.name())
              .isCloseTo(want[p][i / columns][i % columns], within(2e-5));
        }
        compared++;
      }
    }
    assertThat(compared).isEqualTo(8); // six of the block, the map before it, and the head's
  }

  /** As far from the definition as eight bits of each factor are, not further. */
  @Test
  void updatesInBf16AreNearTheDefinition() {
    assumeThat(Engine.cpu().supports(DataType.BF16)).as("this processor has no bf16").isTrue();
    SmallModel.fill(layout, 1, weights);
    float[] before = weights.toArray();
    double[][][] want = defined();
    train(DataType.BF16);
    for (int p = 0; p < want.length; p++) {
      if (want[p] != null) {
        Parameter parameter = layout.parameters().get(p);
        float[] got = parameter.in(weights).toArray();
        int columns = want[p][0].length;
        double error = 0;
        double length = 0;
        for (int i = 0; i < got.length; i++) {
          double right = want[p][i / columns][i % columns];
          double update = right - before[(int) parameter.offset() + i];
          error += (got[i] - right) * (got[i] - right);
          length += update * update;
        }
        assertThat(Math.sqrt(error / length)).as(parameter.name()).isBetween(1e-4, 0.03);
      }
    }
  }

  /** Three updates, from weights and gradients that are always the same. */
  private void train(DataType type) {
    SmallModel.fill(layout, 1, weights);
    try (Optimizer optimizer =
        new Optimizer(arena, layout, UpdateRule.of(UpdateRule.Form.MUON), weights, type)) {
      for (int t = 1; t <= 3; t++) {
        SmallModel.fill(layout, 100 + t, update);
        optimizer.update(update, 0.5, 0.1, Parallel.NONE);
      }
    }
  }

  /** The weights after these updates, of each matrix; null elsewhere. */
  private double[][][] defined() {
    SmallModel.fill(layout, 1, weights);
    double[][][] want = new double[layout.parameters().size()][][];
    for (int p = 0; p < want.length; p++) {
      Parameter parameter = layout.parameters().get(p);
      if (Muon.suits(parameter)) {
        want[p] = defined(parameter);
      }
    }
    return want;
  }

  private double[][] defined(Parameter parameter) {
    double[][] w = matrix(parameter, weights);
    double[][] m = new double[w.length][w[0].length];
    for (int t = 1; t <= 3; t++) {
      SmallModel.fill(layout, 100 + t, update);
      double[][] u = matrix(parameter, update);
      for (int i = 0; i < u.length; i++) {
        for (int j = 0; j < u[0].length; j++) {
          double g = 0.5 * u[i][j];
          m[i][j] = 0.95 * m[i][j] + g;
          u[i][j] = g + 0.95 * m[i][j];
        }
      }
      double[][] o = iterated(u);
      double size = 0.2 * Math.sqrt(Math.max(o.length, o[0].length));
      for (int i = 0; i < o.length; i++) {
        for (int j = 0; j < o[0].length; j++) {
          w[i][j] -= 0.1 * (size * o[i][j] + DECAY * w[i][j]);
        }
      }
    }
    return w;
  }

  private static double[][] iterated(double[][] u) {
    double norm = 0;
    for (double[] row : u) {
      for (double v : row) {
        norm += v * v;
      }
    }
    double[][] x = combined(1 / Math.sqrt(norm), u, 0, u);
    for (int step = 0; step < 5; step++) {
      double[][] a = product(x, transposed(x));
      double[][] polynomial = combined(-4.7750, a, 2.0315, product(a, a));
      x = combined(3.4445, x, 1, product(polynomial, x));
    }
    return x;
  }

  private double[][] matrix(Parameter parameter, Tensor flat) {
    float[] values = parameter.in(flat).toArray();
    int columns = (int) parameter.sizes()[1];
    double[][] matrix = new double[values.length / columns][columns];
    for (int i = 0; i < values.length; i++) {
      matrix[i / columns][i % columns] = values[i];
    }
    return matrix;
  }

  private static double[][] combined(double f, double[][] a, double g, double[][] b) {
    double[][] c = new double[a.length][a[0].length];
    for (int i = 0; i < c.length; i++) {
      for (int j = 0; j < c[0].length; j++) {
        c[i][j] = f * a[i][j] + g * b[i][j];
      }
    }
    return c;
  }

  private static double[][] product(double[][] a, double[][] b) {
    double[][] c = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b[0].length; j++) {
        for (int k = 0; k < b.length; k++) {
          c[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return c;
  }

  private static double[][] transposed(double[][] a) {
    double[][] t = new double[a[0].length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[0].length; j++) {
        t[j][i] = a[i][j];
      }
    }
    return t;
  }

  /** All directions come out about equally long, whatever they were before. */
  @Test
  void singularValuesComeNearOne() {
    double[][] u = new double[6][10];
    for (int i = 0; i < 6; i++) {
      u[i][i] = Math.pow(10, -i / 3.0);
      u[i][9] = 0.01 * i;
    }
    double[][] o = iterated(u);
    double[][] gram = product(o, transposed(o));
    for (int i = 0; i < 6; i++) {
      assertThat(gram[i][i]).isBetween(0.3, 1.5);
    }
  }
}

package io.github.albert4j.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import io.github.albert4j.training.optimizer.UpdateRule.Form;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The updates beside their definition, a parameter at a time and in double. */
class OptimizerTest {
  private static final double RATE = 0.01;

  /** The word embeddings are larger than the pieces that are updated at once. */
  private final AlbertConfig config = SmallModel.config(3000, 32, 16, 1, 1, Activation.GELU, 0);

  private final ParameterLayout layout = ParameterLayout.of(config, TaskHead.PRETRAINING);
  private final Arena arena = new Arena(Engine.cpu());
  private final Tensor weights = arena.allocate(DataType.F32, layout.size());
  private final Tensor gradient = arena.allocate(DataType.F32, layout.size());

  @AfterEach
  void close() {
    arena.close();
  }

  /** Tasks in another order, and on several threads. */
  private static final Parallel BACKWARDS =
      (n, task) -> IntStream.range(0, n).parallel().forEach(i -> task.accept(n - 1 - i));

  private Optimizer optimizer(Form form) {
    SmallModel.fill(layout, 1, weights);
    return new Optimizer(arena, layout, UpdateRule.of(form), weights, DataType.F32);
  }

  private void step(Optimizer optimizer, int number, double clip, Parallel parallel) {
    SmallModel.fill(layout, 100 + number, gradient);
    optimizer.update(gradient, clip, RATE, parallel);
  }

  private static double norm(double[] x) {
    double sum = 0;
    for (double v : x) {
      sum += v * v;
    }
    return Math.sqrt(sum);
  }

  /** Three updates of one parameter as they are defined. */
  private double[] defined(Parameter parameter, UpdateRule rule, double clip) {
    int n = (int) parameter.size();
    SmallModel.fill(layout, 1, weights);
    double[] w = doubles(parameter.in(weights).toArray());
    double[] m = new double[n];
    double[] v = new double[n];
    boolean decays = parameter.name().endsWith(".weight") && !isNorm(parameter);
    for (int t = 1; t <= 3; t++) {
      SmallModel.fill(layout, 100 + t, gradient);
      float[] g = parameter.in(gradient).toArray();
      double[] update = new double[n];
      boolean corrects = rule.form() != Form.ADAMW && rule.form() != Form.LAMB;
      for (int i = 0; i < n; i++) {
        m[i] = 0.9 * m[i] + 0.1 * clip * g[i];
        v[i] = 0.999 * v[i] + 0.001 * Math.pow(clip * g[i], 2);
        double mean = corrects ? m[i] / (1 - Math.pow(0.9, t)) : m[i];
        double variance = corrects ? v[i] / (1 - Math.pow(0.999, t)) : v[i];
        update[i] = mean / (Math.sqrt(variance) + rule.epsilon()) + (decays ? 0.01 * w[i] : 0);
      }
      boolean lamb = rule.form() == Form.LAMB || rule.form() == Form.LAMB_PAPER;
      double trust = lamb && decays ? norm(w) / norm(update) : 1;
      for (int i = 0; i < n; i++) {
        w[i] -= RATE * trust * update[i];
      }
    }
    return w;
  }

  private static boolean isNorm(Parameter parameter) {
    return parameter.name().matches("(?i).*layer_?norm.*");
  }

  private static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void updatesAreAsDefinedForEachParameterByItself(Form form) {
    Optimizer optimizer = optimizer(form);
    for (int t = 1; t <= 3; t++) {
      step(optimizer, t, 0.5, Parallel.NONE);
    }
    float[] found = weights.toArray();
    for (Parameter parameter : layout.parameters()) {
      if (form == Form.MUON && Muon.suits(parameter)) {
        continue; // MuonTest's
      }
      double[] want = defined(parameter, UpdateRule.of(form), 0.5);
      for (int i = 0; i < want.length; i++) {
        assertThat((double) found[(int) parameter.offset() + i])
            .as("%s[%d]", parameter.name(), i)
            .isCloseTo(want[i], within(2e-6));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Form.class,
      names = {"ADAMW_TORCH", "MUON"})
  void someMayLearnSlower(Form form) {
    float[][] moved = new float[2][];
    for (int i = 0; i < 2; i++) {
      SmallModel.fill(layout, 1, weights);
      float[] before = weights.toArray();
      UpdateRule rule =
          UpdateRule.of(form).withPoolerRate(i == 0 ? 1 : 0.25).withQueryKeyRate(i == 0 ? 1 : 0.5);
      step(new Optimizer(arena, layout, rule, weights, DataType.F32), 1, 1, Parallel.NONE);
      moved[i] = weights.toArray();
      for (int j = 0; j < before.length; j++) {
        moved[i][j] -= before[j];
      }
    }
    for (Parameter parameter : layout.parameters()) {
      String name = parameter.name();
      boolean pooled = name.matches("(albert\\.pooler|sop_classifier)\\..*");
      boolean asks = name.matches(".*attention\\.(query|key)\\.(weight|bias)");
      int at = (int) parameter.offset();
      assertThat(moved[1][at])
          .as(name)
          .isCloseTo(moved[0][at] * (pooled ? 0.25f : asks ? 0.5f : 1), within(1e-6f));
    }
  }

  /** They are computed by one multiplication, and are parameters of their own all the same. */
  @Test
  void queryKeyAndValueHaveTrustRatiosOfTheirOwn() {
    Optimizer optimizer = optimizer(Form.LAMB);
    String prefix = ParameterLayout.blockPrefix(0, 0) + "attention.";
    Parameter key = layout.get(prefix + "key.weight");
    float[] large = key.in(weights).toArray();
    for (int i = 0; i < large.length; i++) {
      large[i] *= 100;
    }
    weights.write(key.offset(), large, 0, large.length);
    double[] moved = new double[3];
    String[] names = {"query.weight", "key.weight", "value.weight"};
    float[] before = weights.toArray();
    step(optimizer, 1, 1, Parallel.NONE);
    float[] after = weights.toArray();
    for (int p = 0; p < names.length; p++) {
      Parameter parameter = layout.get(prefix + names[p]);
      double[] w = new double[(int) parameter.size()];
      double[] difference = new double[w.length];
      for (int i = 0; i < w.length; i++) {
        int at = (int) parameter.offset() + i;
        w[i] = before[at];
        difference[i] = after[at] - before[at];
      }
      moved[p] = norm(difference) / norm(w);
    }
    assertThat(moved).containsExactly(new double[] {RATE, RATE, RATE}, within(1e-5));
  }

  @Test
  void weightsThatAreZeroAreMovedAllTheSame() {
    Optimizer optimizer = optimizer(Form.LAMB);
    weights.zero(0, weights.elements());
    step(optimizer, 1, 1, Parallel.NONE);
    for (float w : layout.get("albert.pooler.weight").in(weights).toArray()) {
      assertThat(w).isFinite().isNotZero();
    }
  }

  @Test
  void noGradientMovesWeightsByTheirDecayAlone() {
    Optimizer optimizer = optimizer(Form.ADAMW);
    float[] before = weights.toArray();
    optimizer.update(gradient, 1, RATE, Parallel.NONE);
    float[] after = weights.toArray();
    for (Parameter parameter : layout.parameters()) {
      boolean decays = parameter.name().endsWith(".weight") && !isNorm(parameter);
      int from = (int) parameter.offset();
      for (int i = from; i < from + parameter.size(); i++) {
        double want = before[i] * (decays ? 1 - RATE * 0.01 : 1);
        assertThat(Math.abs(after[i] - want)).as(parameter.name()).isLessThan(1e-6);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void anyOrderOfTasksGivesTheSameBits(Form form) {
    Optimizer serial = optimizer(form);
    double norm = 0;
    for (int t = 1; t <= 3; t++) {
      SmallModel.fill(layout, 100 + t, gradient);
      norm = serial.norms(gradient, Parallel.NONE).whole();
      step(serial, t, 0.5, Parallel.NONE);
    }
    float[] want = weights.toArray();
    Optimizer parallel = optimizer(form);
    for (int t = 1; t <= 3; t++) {
      SmallModel.fill(layout, 100 + t, gradient);
      if (t == 3) {
        assertThat(parallel.norms(gradient, BACKWARDS).whole()).isEqualTo(norm);
      }
      step(parallel, t, 0.5, BACKWARDS);
    }
    assertThat(weights.toArray()).isEqualTo(want);
    assertThat(parallel.mean().toArray()).isEqualTo(serial.mean().toArray());
    assertThat(parallel.variance().toArray()).isEqualTo(serial.variance().toArray());
  }

  @Test
  void theNormIsThatOfAllParameters() {
    Optimizer optimizer = optimizer(Form.LAMB);
    SmallModel.fill(layout, 9, gradient);
    assertThat(optimizer.norms(gradient, Parallel.NONE).whole())
        .isCloseTo(norm(doubles(gradient.toArray())), within(1e-6));
    Map<String, Double> each = optimizer.norms(gradient, BACKWARDS).each(2);
    assertThat(each).hasSize(layout.parameters().size());
    for (Parameter parameter : layout.parameters()) {
      assertThat(each.get(parameter.name()))
          .as(parameter.name())
          .isCloseTo(2 * norm(doubles(parameter.in(gradient).toArray())), within(1e-6));
    }
  }

  /** Bias correction depends on the number of updates: a resumed run goes on with it. */
  @Test
  void aResumedOptimizerGoesOn() {
    Optimizer whole = optimizer(Form.ADAMW_TORCH);
    for (int t = 1; t <= 3; t++) {
      step(whole, t, 1, Parallel.NONE);
    }
    float[] want = weights.toArray();
    Optimizer first = optimizer(Form.ADAMW_TORCH);
    step(first, 1, 1, Parallel.NONE);
    step(first, 2, 1, Parallel.NONE);
    Optimizer second =
        new Optimizer(arena, layout, UpdateRule.of(Form.ADAMW_TORCH), weights, DataType.F32);
    float[] mean = first.mean().toArray();
    float[] variance = first.variance().toArray();
    second.mean().write(0, mean, 0, mean.length);
    second.variance().write(0, variance, 0, variance.length);
    second.resume(first.updates());
    step(second, 3, 1, Parallel.NONE);
    assertThat(second.updates()).isEqualTo(3);
    assertThat(weights.toArray()).isEqualTo(want);
  }
}

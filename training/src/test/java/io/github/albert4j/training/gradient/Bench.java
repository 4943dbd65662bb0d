package io.github.albert4j.training.gradient;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Tensor;
import io.github.albert4j.training.SmallModel;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What a piece of the model needs to be tried alone, with random weights. */
final class Bench implements AutoCloseable {
  final Engine engine = Engine.cpu();
  final Arena arena = new Arena(engine);
  final AlbertConfig config;
  final ParameterLayout layout;
  final Weights weights;
  final Pass pass;
  final Activations room;
  final Tensor gradient;
  private final Random random = new Random(11);

  Bench(AlbertConfig config, TaskHead head) {
    this.config = config;
    this.layout = ParameterLayout.of(config, head);
    this.weights = new Weights(arena, layout, DataType.F32);
    SmallModel.fill(layout, 3, weights.exact());
    engine.setThreads(1);
    this.pass = new Pass(engine, weights, config.hiddenSize());
    this.room = new Activations(engine, config, DataType.F32, false);
    this.gradient = arena.allocate(DataType.F32, layout.size());
    pass.accumulateInto(gradient);
  }

  /** A micro-batch on its way; makes room for it. */
  Run run(MicroBatch batch, @Nullable Dropout dropout) {
    room.reserve(batch);
    return new Run(pass, room, batch, dropout);
  }

  /** A matrix of random numbers. */
  Tensor random(long rows, long columns) {
    Tensor x = arena.allocate(DataType.F32, rows, columns);
    float[] values = randomArray((int) (rows * columns));
    x.write(0, values, 0, values.length);
    return x;
  }

  Tensor zeros(long rows, long columns) {
    return arena.allocate(DataType.F32, rows, columns);
  }

  private float[] randomArray(int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** {@code Σ x ⊙ y} of the first rows: a loss whose derivative by y is x. */
  static double product(Tensor x, Tensor y, int rows) {
    int n = (int) (rows * x.size(1));
    float[] a = new float[n];
    float[] b = new float[n];
    x.read(0, a, 0, n);
    y.read(0, b, 0, n);
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  static float[] first(Tensor x, int rows) {
    float[] values = new float[(int) (rows * x.size(1))];
    x.read(0, values, 0, values.length);
    return values;
  }

  /** Checks the derivatives by all parameters whose name begins so. */
  void checkParameters(FiniteDifferences differences, String prefix) {
    for (Parameter parameter : layout.parameters()) {
      if (parameter.name().startsWith(prefix)) {
        differences.check(
            parameter.name(), parameter.in(weights.exact()), parameter.in(gradient).toArray());
      }
    }
  }

  @Override
  public void close() {
    room.close();
    pass.close();
    arena.close();
  }
}

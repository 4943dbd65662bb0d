package io.github.albert4j.benchmarks;

import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Epilogue;
import io.github.albert4j.engine.Operations;
import io.github.albert4j.engine.PackedWeights;
import io.github.albert4j.engine.Strided;
import io.github.albert4j.engine.Tensor;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What one row of text costs in each operation of a layer of the base shape, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OperationsBenchmark {
  private static final int HIDDEN = 768;
  private static final int INTERMEDIATE = 3072;
  private static final int HEADS = 12;
  private static final int HEAD_SIZE = HIDDEN / HEADS;
  private static final float EPSILON = 1e-12f;

  @Param({"12", "128", "384"})
  int tokens;

  private final Random random = new Random(1);
  private Arena arena;
  private Operations operations;
  private PackedWeights widening;
  private PackedWeights narrowing;
  private Tensor hidden;
  private Tensor residual;
  private Tensor output;
  private Tensor intermediate;
  private Tensor intermediateBias;
  private Tensor bias;
  private Tensor gamma;
  private Tensor queryKeyValue;
  private Tensor scores;

  @Setup(Level.Trial)
  public void fill() {
    Engine engine = Engine.cpu();
    engine.setThreads(1);
    arena = new Arena(engine);
    operations = new Operations(engine);
    widening = packed(engine, INTERMEDIATE, HIDDEN);
    narrowing = packed(engine, HIDDEN, INTERMEDIATE);
    hidden = normal(tokens, HIDDEN);
    residual = normal(tokens, HIDDEN);
    output = normal(tokens, HIDDEN);
    intermediate = normal(tokens, INTERMEDIATE);
    intermediateBias = normal(INTERMEDIATE);
    bias = normal(HIDDEN);
    gamma = normal(HIDDEN);
    queryKeyValue = normal(tokens, 3 * HIDDEN);
    scores = normal((long) HEADS * tokens, tokens);
  }

  private PackedWeights packed(Engine engine, int outputs, int inputs) {
    return PackedWeights.pack(
        engine,
        arena,
        DataType.F32,
        outputs,
        inputs,
        (row, rows, to) -> {
          for (long i = 0; i < rows * inputs; i++) {
            to.put((float) (0.02 * random.nextGaussian()));
          }
        });
  }

  private Tensor normal(long... shape) {
    Tensor tensor = arena.allocate(DataType.F32, shape);
    float[] values = new float[(int) tensor.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    tensor.write(0, values, 0, values.length);
    return tensor;
  }

  @TearDown(Level.Trial)
  public void free() {
    operations.close();
    arena.close();
  }

  /** The feed-forward network's first multiplication, with its bias and GELU. */
  @Benchmark
  public void linearWithGelu() {
    operations.linear(hidden, widening, intermediateBias, Epilogue.GELU_TANH, null, intermediate);
  }

  /** Its second multiplication, with its bias and the residual. */
  @Benchmark
  public void linearWithResidual() {
    operations.linear(intermediate, narrowing, bias, Epilogue.NONE, residual, output);
  }

  /** {@code softmax(Q Kᵀ) V} of all heads; the heads are picked out by strides. */
  @Benchmark
  public void attention() {
    long width = 3L * HIDDEN;
    long[] queries = {1, HEADS, tokens, HEAD_SIZE};
    long[] byToken = {tokens * width, HEAD_SIZE, width, 1};
    long[] square = {1, HEADS, tokens, tokens};
    long[] dense = {(long) HEADS * tokens * tokens, (long) tokens * tokens, tokens, 1};
    Strided weights = new Strided(scores, 0, square, dense);
    operations.matmul(
        new Strided(queryKeyValue, 0, queries, byToken),
        new Strided(
            queryKeyValue,
            HIDDEN,
            new long[] {1, HEADS, HEAD_SIZE, tokens},
            new long[] {tokens * width, HEAD_SIZE, 1, width}),
        weights);
    operations.softmax(scores, scores);
    operations.matmul(
        weights,
        new Strided(queryKeyValue, 2L * HIDDEN, queries, byToken),
        new Strided(output, 0, queries, new long[] {(long) tokens * HIDDEN, HEAD_SIZE, HIDDEN, 1}));
  }

  @Benchmark
  public void layerNorm() {
    operations.layerNorm(hidden, gamma, bias, EPSILON, output);
  }
}

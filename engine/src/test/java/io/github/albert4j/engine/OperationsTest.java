package io.github.albert4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every operation beside a slow, obvious one, on random shapes. */
class OperationsTest extends OperationsFixture {

  @ParameterizedTest
  @EnumSource(Epilogue.class)
  void linearEqualsTheSlowSum(Epilogue epilogue) {
    for (int round = 0; round < 6; round++) {
      int rows = 1 + random.nextInt(40);
      int inputs = 1 + random.nextInt(150);
      int outputs = 1 + random.nextInt(300);
      float[] x = floats(rows * inputs, 1);
      float[] w = floats(outputs * inputs, 0.3f);
      float[] b = floats(outputs, 1);
      float[] r = floats(rows * outputs, 1);
      boolean withBias = random.nextBoolean();
      boolean withResidual = random.nextBoolean();
      Tensor y = arena.allocate(DataType.F32, rows, outputs);

      operations.linear(
          tensor(x, rows, inputs),
          pack(DataType.F32, w, outputs, inputs),
          withBias ? tensor(b, outputs) : null,
          epilogue,
          withResidual ? tensor(r, rows, outputs) : null,
          y);

      float[] got = y.toArray();
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < outputs; j++) {
          double sum = withBias ? b[j] : 0;
          for (int k = 0; k < inputs; k++) {
            sum += (double) x[i * inputs + k] * w[j * inputs + k];
          }
          double want =
              formula(epilogue).applyAsDouble(sum) + (withResidual ? r[i * outputs + j] : 0);
          assertThat((double) got[i * outputs + j])
              .as("seed %d, %s [%d,%d,%d] at %d,%d", seed, epilogue, rows, inputs, outputs, i, j)
              .isCloseTo(want, within(2e-5 * (1 + Math.abs(want))));
        }
      }
    }
  }

  @Test
  void weightsLargerThanTheStagingBufferArePackedWhole() {
    int outputs = 5003;
    int inputs = 700; // more than two staging buffers
    float[] w = floats(outputs * inputs, 0.1f);
    float[] x = floats(inputs, 1);
    Tensor y = arena.allocate(DataType.F32, 1, outputs);

    operations.linear(
        tensor(x, 1, inputs), pack(DataType.F32, w, outputs, inputs), null, Epilogue.NONE, null, y);

    float[] got = y.toArray();
    for (int j = 0; j < outputs; j++) {
      double sum = 0;
      for (int k = 0; k < inputs; k++) {
        sum += (double) x[k] * w[j * inputs + k];
      }
      assertThat((double) got[j]).as("output %d", j).isCloseTo(sum, within(1e-4));
    }
  }

  /**
   * The products of attention and its derivatives, also of one token, one head or one row, whose
   * sizes of 1 make a stride say nothing.
   */
  @ParameterizedTest
  @CsvSource({
    "3,2,7,5",
    "2,2,1,8",
    "2,1,1,8",
    "1,2,1,8",
    "4,4,1,1",
    "3,1,1,64",
    "2,3,2,1",
    "5,4,33,64"
  })
  void stridedMatmulEqualsTheSlowSum(int rows, int heads, int n, int d) {
    int width = 3 * heads * d;
    Tensor qkv = tensor(floats(rows * n * width, 1), rows * n, width);
    Tensor context = tensor(floats(rows * n * heads * d, 1), rows * n, (long) heads * d);
    Tensor probabilities = tensor(floats(rows * heads * n * n, 1), (long) rows * heads * n, n);
    Strided q = ofHeads(qkv, 0, rows, heads, n, d);
    Strided k = ofHeads(qkv, heads * d, rows, heads, n, d);
    Strided c = ofHeads(context, 0, rows, heads, n, d);
    Strided p =
        new Strided(
            probabilities,
            0,
            sizes(rows, heads, n, n),
            sizes((long) heads * n * n, (long) n * n, n, 1));

    assertProduct(q, k.transposed(), p);
    assertProduct(firstOf(q), k.transposed(), firstOf(p));
    assertProduct(firstOf(p), k, firstOf(c));
    assertProduct(p, k, c);
    assertProduct(p.transposed(), c, k);
  }

  private Strided ofHeads(Tensor x, long column, long rows, long heads, long n, long d) {
    long width = x.size(1);
    return new Strided(x, column, sizes(rows, heads, n, d), sizes(n * width, d, width, 1));
  }

  /** The first query of each head. */
  private static Strided firstOf(Strided x) {
    long[] sizes = x.sizes();
    return new Strided(x.tensor(), x.offset(), sizes(sizes[0], sizes[1], 1, sizes[3]), x.strides());
  }

  /** Multiplies into a tensor of c's layout, which holds NaN before: all of c must be written. */
  private void assertProduct(Strided a, Strided b, Strided c) {
    Tensor to = arena.allocate(DataType.F32, c.tensor().size(0), c.tensor().size(1));
    float[] unset = new float[(int) to.elements()];
    Arrays.fill(unset, Float.NaN);
    to.write(0, unset, 0, unset.length);
    operations.matmul(a, b, new Strided(to, c.offset(), c.sizes(), c.strides()));

    float[] x = a.tensor().toArray();
    float[] y = b.tensor().toArray();
    float[] got = to.toArray();
    long[] size = c.sizes();
    for (int row = 0; row < size[0]; row++) {
      for (int head = 0; head < size[1]; head++) {
        for (int i = 0; i < size[2]; i++) {
          for (int j = 0; j < size[3]; j++) {
            double sum = 0;
            for (int k = 0; k < a.sizes()[3]; k++) {
              sum += (double) x[(int) a.at(row, head, i, k)] * y[(int) b.at(row, head, k, j)];
            }
            assertThat((double) got[(int) c.at(row, head, i, j)])
                .as("seed %d, row %d, head %d, %d, %d", seed, row, head, i, j)
                .isCloseTo(sum, within(1e-4));
          }
        }
      }
    }
  }

  @Test
  void softmaxRowsSumToOneAndKeepTheirRatios() {
    float[] x = {1, 2, 3, 1000, 1000, -1000, -2, -2, -2};
    Tensor t = tensor(x, 3, 3);
    operations.softmax(t, t);
    double e = Math.exp(1);
    double sum = 1 + e + e * e;
    assertThat(t.toArray())
        .containsExactly(
            new float[] {
              (float) (1 / sum),
              (float) (e / sum),
              (float) (e * e / sum),
              0.5f,
              0.5f,
              0,
              1 / 3f,
              1 / 3f,
              1 / 3f
            },
            within(1e-6f));
  }

  @Test
  void layerNormEqualsTheFormula() {
    int rows = 5;
    int columns = 1 + random.nextInt(90);
    float[] x = floats(rows * columns, 3);
    float[] gamma = floats(columns, 1);
    float[] beta = floats(columns, 1);
    float epsilon = 1e-12f;
    Tensor y = arena.allocate(DataType.F32, rows, columns);

    operations.layerNorm(
        tensor(x, rows, columns), tensor(gamma, columns), tensor(beta, columns), epsilon, y);

    float[] got = y.toArray();
    for (int i = 0; i < rows; i++) {
      double mean = 0;
      double variance = 0;
      for (int j = 0; j < columns; j++) {
        mean += x[i * columns + j] / (double) columns;
      }
      for (int j = 0; j < columns; j++) {
        variance += Math.pow(x[i * columns + j] - mean, 2) / columns;
      }
      for (int j = 0; j < columns; j++) {
        double want =
            (x[i * columns + j] - mean) / Math.sqrt(variance + epsilon) * gamma[j] + beta[j];
        assertThat((double) got[i * columns + j])
            .as("seed %d, %d columns", seed, columns)
            .isCloseTo(want, within(1e-4));
      }
    }
  }

  @Test
  void thePrimitiveCacheIsBoundedAndAnswersStayRight() {
    PackedWeights two = pack(DataType.F32, new float[] {2}, 1, 1);
    for (int rows = 1; rows <= 2 * Operations.CAPACITY; rows++) {
      float[] ones = new float[rows];
      java.util.Arrays.fill(ones, 1);
      try (Arena own = new Arena(engine)) {
        Tensor x = own.allocate(DataType.F32, rows, 1);
        x.write(0, ones, 0, rows);
        Tensor y = own.allocate(DataType.F32, rows, 1);
        operations.linear(x, two, null, Epilogue.NONE, null, y);
        assertThat(y.toArray()).containsOnly(2);
      }
    }
  }

  @Test
  void bf16IsCloseToFp32WhereTheProcessorHasIt() {
    org.junit.jupiter.api.Assumptions.assumeTrue(
        engine.supports(DataType.BF16), "this processor multiplies no bf16 matrices");
    int rows = 9;
    int inputs = 64;
    int outputs = 48;
    float[] x = floats(rows * inputs, 1);
    float[] w = floats(outputs * inputs, 0.1f);
    Tensor source = arena.allocate(DataType.BF16, rows, inputs);
    source.write(0, x, 0, x.length);
    Tensor y = arena.allocate(DataType.F32, rows, outputs);
    operations.linear(
        source, pack(DataType.BF16, w, outputs, inputs), null, Epilogue.NONE, null, y);
    float[] got = y.toArray();
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < outputs; j++) {
        double sum = 0;
        for (int k = 0; k < inputs; k++) {
          sum += (double) x[i * inputs + k] * w[j * inputs + k];
        }
        assertThat((double) got[i * outputs + j]).as("seed %d", seed).isCloseTo(sum, within(0.05));
      }
    }
  }

  private static DoubleUnaryOperator formula(Epilogue epilogue) {
    DoubleUnaryOperator sigmoid = x -> 1 / (1 + Math.exp(-x));
    return switch (epilogue) {
      case NONE -> x -> x;
      case GELU_ERF -> x -> x * normal(x);
      case GELU_TANH ->
          x -> x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))) / 2;
      case GELU_QUICK -> x -> x * sigmoid.applyAsDouble(1.702 * x);
      case RELU -> x -> Math.max(0, x);
      case LEAKY_RELU -> x -> x < 0 ? 0.01 * x : x;
      case RELU6 -> x -> Math.min(6, Math.max(0, x));
      case SILU -> x -> x * sigmoid.applyAsDouble(x);
      case MISH -> x -> x * Math.tanh(Math.log1p(Math.exp(x)));
      case TANH -> Math::tanh;
      case SIGMOID -> sigmoid;
      case ELU -> x -> x < 0 ? Math.expm1(x) : x;
    };
  }

  /** The normal distribution's integral, by Simpson's rule. */
  private static double normal(double x) {
    int steps = 2000;
    double h = x / steps;
    double sum = 1 + Math.exp(-x * x / 2);
    for (int i = 1; i < steps; i++) {
      sum += (i % 2 == 0 ? 2 : 4) * Math.exp(-i * h * i * h / 2);
    }
    return 0.5 + sum * h / 3 / Math.sqrt(2 * Math.PI);
  }

  private PackedWeights pack(DataType type, float[] w, int outputs, int inputs) {
    return PackedWeights.pack(
        engine,
        arena,
        type,
        outputs,
        inputs,
        (row, rows, to) -> to.put(w, (int) row * inputs, (int) rows * inputs));
  }

  private static long[] sizes(long... sizes) {
    return sizes;
  }
}

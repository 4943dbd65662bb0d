package io.github.albert4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products of bytes beside exact integers, and the rounding to bytes beside Java's. */
class QuantizedTest extends OperationsFixture {
  private Quantized quantized;
  private int greatest;

  @BeforeEach
  void openOwn() {
    quantized = new Quantized(operations);
    greatest = Quantized.greatestWeight(engine);
  }

  @Test
  void everySourceAtItsLargestIsSummedExactly() {
    for (int weight : new int[] {-greatest, greatest}) {
      float[] q = new float[16 * 768];
      float[] w = new float[80 * 768];
      Arrays.fill(q, 255);
      Arrays.fill(w, weight);
      float[] y = product(q, w, 16, 768, 80);
      for (float value : y) {
        assertThat(value).isEqualTo(255f * weight * 768);
      }
    }
  }

  @Test
  void randomProductsAreExact() {
    for (int round = 0; round < 6; round++) {
      check(1 + random.nextInt(40), 1 + random.nextInt(900), 1 + random.nextInt(300));
      // The widths of models, which some processors multiply in another way.
      check(1 + random.nextInt(40), 8 * (1 + random.nextInt(100)), 8 * (1 + random.nextInt(40)));
    }
  }

  @Test
  void weightsLargerThanTheStagingBufferArePackedWhole() {
    check(1, 700, 5003); // more than one staging buffer
    check(2, 704, 5008);
  }

  private void check(int rows, int inputs, int outputs) {
    float[] q = integers(rows * inputs, 0, 255);
    float[] w = integers(outputs * inputs, -greatest, greatest);
    float[] y = product(q, w, rows, inputs, outputs);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < outputs; j++) {
        long sum = 0;
        for (int k = 0; k < inputs; k++) {
          sum += (long) q[i * inputs + k] * (long) w[j * inputs + k];
        }
        assertThat(y[i * outputs + j])
            .as("seed %d [%d,%d,%d] at %d,%d", seed, rows, inputs, outputs, i, j)
            .isEqualTo((float) sum);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"7, 33, 50", "7, 64, 48", "1, 768, 256"})
  void scalesBiasActivationAndResidualFollowTheProduct(int rows, int inputs, int outputs) {
    float[] q = integers(rows * inputs, 0, 255);
    float[] w = integers(outputs * inputs, -greatest, greatest);
    float[] scales = floats(outputs, 1);
    float[] bias = floats(outputs, 1);
    float[] residual = floats(rows * outputs, 1);
    Tensor y = arena.allocateUnset(DataType.F32, rows, outputs);
    quantized.linear(
        tensor(DataType.U8, q, rows, inputs),
        pack(w, outputs, inputs),
        tensor(DataType.F32, scales, outputs),
        tensor(DataType.F32, bias, outputs),
        Epilogue.RELU,
        tensor(DataType.F32, residual, rows, outputs),
        y);
    float[] got = y.toArray();
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < outputs; j++) {
        double sum = 0;
        for (int k = 0; k < inputs; k++) {
          sum += q[i * inputs + k] * w[j * inputs + k];
        }
        double want = Math.max(0, sum * scales[j] + bias[j]) + residual[i * outputs + j];
        assertThat((double) got[i * outputs + j])
            .as("seed %d at %d,%d", seed, i, j)
            .isCloseTo(want, within(1e-6 * (1 + Math.abs(want))));
      }
    }
  }

  @Test
  void quantizingRoundsAroundTheZeroPointAndSaturates() {
    int rows = 5;
    int columns = 77;
    float[] x = floats(rows * columns, 1);
    float[] factors = new float[columns];
    for (int j = 0; j < columns; j++) {
      factors[j] = 20 + 200 * random.nextFloat(); // the larger ones saturate
    }
    x[0] = 0;
    Tensor q = arena.allocateUnset(DataType.U8, rows, columns);
    for (int zeroPoint : new int[] {0, 7, 128, 255}) {
      quantized.quantize(
          tensor(DataType.F32, x, rows, columns),
          tensor(DataType.F32, factors, columns),
          zeroPoint,
          q);
      float[] got = q.toArray();
      assertThat(got[0]).isEqualTo(zeroPoint);
      for (int i = 0; i < x.length; i++) {
        double exact = (double) x[i] * factors[i % columns] + zeroPoint;
        double want = Math.min(Math.max(exact, 0), 255);
        assertThat((double) got[i]).as("seed %d at %d", seed, i).isCloseTo(want, within(0.5001));
      }
    }
  }

  private float[] product(float[] q, float[] w, int rows, int inputs, int outputs) {
    float[] ones = new float[outputs];
    Arrays.fill(ones, 1);
    Tensor y = arena.allocateUnset(DataType.F32, rows, outputs);
    quantized.linear(
        tensor(DataType.U8, q, rows, inputs),
        pack(w, outputs, inputs),
        tensor(DataType.F32, ones, outputs),
        null,
        Epilogue.NONE,
        null,
        y);
    return y.toArray();
  }

  private PackedWeights pack(float[] w, int outputs, int inputs) {
    return PackedWeights.pack(
        engine,
        arena,
        DataType.S8,
        outputs,
        inputs,
        (row, n, to) -> to.put(w, (int) row * inputs, (int) n * inputs));
  }

  private Tensor tensor(DataType type, float[] values, long... shape) {
    Tensor tensor = arena.allocateUnset(type, shape);
    tensor.write(0, values, 0, values.length);
    return tensor;
  }

  private float[] integers(int n, int least, int greatest) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = least + random.nextInt(greatest - least + 1);
    }
    return values;
  }
}

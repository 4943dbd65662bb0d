package io.github.albert4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products that are large enough for their right operand to be brought into panels first. */
class PanelsTest extends OperationsFixture {

  /** Also where each primitive pushes out the one before. */
  @Test
  void aCacheOfOneIsEnough() {
    Tensor a = tensor(floats(64 * 64, 0.3f), 64, 64);
    Tensor c = arena.allocate(DataType.F32, 64, 64);
    square(operations, a, c);
    float[] want = c.toArray();
    try (Operations one = new Operations(engine, 1)) {
      for (int i = 0; i < 3; i++) {
        square(one, a, c);
        assertThat(c.toArray()).isEqualTo(want);
      }
    }
  }

  /** Sizes that fill panels, that do not, and with rows a multiple of 4 KiB apart. */
  @ParameterizedTest
  @CsvSource({"64,64,64", "64,80,96", "65,67,101", "100,79,1024", "71,1024,64", "130,64,257"})
  void productsEqualTheSlowSum(int rows, int inner, int columns) {
    float[] a = floats(rows * inner, 0.3f);
    float[] b = floats(inner * columns, 0.3f);
    float[] before = floats(rows * columns, 0.3f);
    Strided left = Strided.of(tensor(a, rows, inner));
    Strided right = Strided.of(tensor(b, inner, columns));
    Strided leftByColumns = Strided.transposed(tensor(transposed(a, inner), inner, rows));
    Strided rightByColumns = Strided.transposed(tensor(transposed(b, columns), columns, inner));

    for (Strided x : new Strided[] {left, leftByColumns}) {
      for (Strided y : new Strided[] {right, rightByColumns}) {
        Tensor c = tensor(before, rows, columns);
        operations.matmulAdd(x, y, Strided.of(c));
        float[] got = c.toArray();
        for (int i = 0; i < rows; i++) {
          for (int j = 0; j < columns; j++) {
            double sum = before[i * columns + j];
            for (int k = 0; k < inner; k++) {
              sum += (double) a[i * inner + k] * b[k * columns + j];
            }
            assertThat((double) got[i * columns + j])
                .as("seed %d, %d, %d", seed, i, j)
                .isCloseTo(sum, within(1e-4));
          }
        }
      }
    }
  }

  @Test
  void smallProductsAndRecordedOnesNeedNoPanels() {
    assumeTrue(engine.beforeAvx512);
    Tensor a = tensor(floats(128 * 128, 0.3f), 128, 128);
    Tensor c = arena.allocate(DataType.F32, 128, 128);
    operations.matmul(Strided.of(a.rows(32)), Strided.of(a), Strided.of(c.rows(32)));
    long small = operations.scratchBytes();
    float[] recorded;
    try (Recording recording = operations.record(() -> square(operations, a, c))) {
      recording.run();
      recorded = c.toArray();
    }
    assertThat(operations.scratchBytes()).isLessThan(small + a.bytes());
    square(operations, a, c);
    assertThat(operations.scratchBytes()).isGreaterThanOrEqualTo(small + a.bytes());
    assertThat(c.toArray()).containsExactly(recorded, within(1e-4f));
  }

  private static void square(Operations operations, Tensor a, Tensor c) {
    operations.matmul(Strided.of(a), Strided.of(a), Strided.of(c));
  }

  private static float[] transposed(float[] values, int columns) {
    int rows = values.length / columns;
    float[] turned = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      turned[i % columns * rows + i / columns] = values[i];
    }
    return turned;
  }
}

package io.github.albert4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The derivatives of softmax and of GELU's tanh form beside their formulas in double. */
class GradientsTest extends OperationsFixture {
  private static final int BLOCK = Kernels.BLOCK;

  private Gradients gradients;

  @BeforeEach
  void openOwn() {
    gradients = new Gradients(operations);
  }

  /** Also where one block of scratch memory is not enough. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 1003, BLOCK, BLOCK + 13, 2 * BLOCK + 64})
  void geluTanhBackwardEqualsTheFormula(int n) {
    float[] x = floats(n, 3);
    float[] dy = floats(n, 1);
    Tensor dx = arena.allocate(DataType.F32, n);
    gradients.activateBackward(Epilogue.GELU_TANH, arena.copyOf(x), arena.copyOf(dy), dx);
    assertGeluTanhBackward(x, dy, dx.toArray());
  }

  @Test
  void geluTanhBackwardIsFiniteAndRightFarFromZero() {
    float[] x = {0, 1e-30f, -1e-30f, 5, -5, 9, -9, 30, -30, 88, -89, 1e3f, -1e3f, 1e6f, -1e6f};
    float[] dy = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    Tensor dx = arena.allocate(DataType.F32, x.length);
    gradients.activateBackward(Epilogue.GELU_TANH, arena.copyOf(x), arena.copyOf(dy), dx);
    assertGeluTanhBackward(x, dy, dx.toArray());
  }

  private void assertGeluTanhBackward(float[] x, float[] dy, float[] got) {
    double slope = Math.sqrt(8 / Math.PI);
    double cube = 0.044715;
    for (int i = 0; i < x.length; i++) {
      double z = slope * (x[i] + cube * Math.pow(x[i], 3));
      double dz = slope * (1 + 3 * cube * x[i] * x[i]);
      double sigma = 1 / (1 + Math.exp(-z));
      double want = (sigma + x[i] * dz * sigma / (1 + Math.exp(z))) * dy[i];
      if (!(Math.abs(got[i] - want) <= 2e-6 * Math.abs(dy[i]))) { // assertThat is slow
        assertThat((double) got[i])
            .as("seed %d, derivative at %s times %s", seed, x[i], dy[i])
            .isCloseTo(want, within(2e-6 * Math.abs(dy[i])));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1", "9,1", "3,5", "40,7", "64,64", "33,257", "1030,513", "1,70001", "2,262149"})
  void softmaxBackwardEqualsTheFormula(int rows, int columns) {
    Tensor y = softmaxOf(rows, columns);
    float[] dy = floats(rows * columns, 1);
    Tensor dx = arena.allocate(DataType.F32, rows, columns);
    gradients.softmaxBackward(y, tensor(dy, rows, columns), dx);

    float[] p = y.toArray();
    float[] got = dx.toArray();
    for (int row = 0; row < rows; row++) {
      double sum = 0;
      for (int i = row * columns; i < (row + 1) * columns; i++) {
        sum += (double) p[i] * dy[i];
      }
      for (int i = row * columns; i < (row + 1) * columns; i++) {
        double want = p[i] * (dy[i] - sum);
        if (!(Math.abs(got[i] - want) <= 2e-6)) { // assertThat is slow
          assertThat((double) got[i])
              .as("seed %d, row %d of [%d, %d]", seed, row, rows, columns)
              .isCloseTo(want, within(2e-6));
        }
      }
    }
  }

  /** Where all of a row's weight is on one element, or the derivatives are huge. */
  @Test
  void softmaxBackwardKeepsExactZerosAndLargeDerivatives() {
    Tensor y = tensor(new float[] {1, 0, 0, 0.5f, 0.5f, 0}, 2, 3);
    Tensor d = tensor(new float[] {7, 1e30f, -3, 1e30f, -1e30f, 5}, 2, 3);
    gradients.softmaxBackward(y, d, d);
    assertThat(d.toArray()).containsExactly(new float[] {0, 0, 0, 5e29f, -5e29f, 0}, within(0f));
  }

  @Test
  void theResultMayTakeTheDerivativesPlace() {
    int rows = 1029;
    int columns = 257;
    Tensor y = softmaxOf(rows, columns);
    Tensor x = tensor(floats(rows * columns, 3), rows, columns);
    float[] dy = floats(rows * columns, 1);
    Tensor apart = arena.allocate(DataType.F32, rows, columns);
    Tensor inPlace = tensor(dy, rows, columns);
    gradients.softmaxBackward(y, inPlace, apart);
    gradients.softmaxBackward(y, inPlace, inPlace);
    assertThat(inPlace.toArray()).isEqualTo(apart.toArray());

    inPlace.write(0, dy, 0, dy.length);
    gradients.activateBackward(Epilogue.GELU_TANH, x, inPlace, apart);
    gradients.activateBackward(Epilogue.GELU_TANH, x, inPlace, inPlace);
    assertThat(inPlace.toArray()).isEqualTo(apart.toArray());
  }

  /** Training's sums are the same bits however the rows are cut. */
  @Test
  void aRowsDerivativesAreTheSameAmongAnyOthers() {
    int rows = 4500;
    int columns = 64;
    Tensor y = softmaxOf(rows, columns);
    Tensor x = tensor(floats(rows * columns, 3), rows, columns);
    Tensor dy = tensor(floats(rows * columns, 1), rows, columns);
    Tensor all = arena.allocate(DataType.F32, rows, columns);
    Tensor some = arena.allocate(DataType.F32, 37, columns);
    for (long first : new long[] {0, 1001, 4090}) {
      long element = first * columns;
      gradients.softmaxBackward(y, dy, all);
      gradients.softmaxBackward(
          y.slice(element, 37, columns), dy.slice(element, 37, columns), some);
      assertThat(some.toArray()).isEqualTo(all.slice(element, 37, columns).toArray());

      gradients.activateBackward(Epilogue.GELU_TANH, x, dy, all);
      gradients.activateBackward(
          Epilogue.GELU_TANH, x.slice(element, 37, columns), dy.slice(element, 37, columns), some);
      assertThat(some.toArray()).isEqualTo(all.slice(element, 37, columns).toArray());
    }
  }

  /** Their steps hand each other memory that must last as long as a recording. */
  @Test
  void aRecordingRepeatsThem() {
    Tensor y = softmaxOf(5, 9);
    Tensor x = tensor(floats(45, 3), 5, 9);
    Tensor d = tensor(floats(45, 1), 5, 9);
    float[] dy = d.toArray();
    Runnable work =
        () -> {
          gradients.softmaxBackward(y, d, d);
          gradients.activateBackward(Epilogue.GELU_TANH, x, d, d);
        };
    work.run();
    float[] once = d.toArray();
    work.run();
    float[] twice = d.toArray();
    d.write(0, dy, 0, dy.length);
    try (Recording recording = operations.record(work)) {
      recording.run();
      assertThat(d.toArray()).isEqualTo(once);
      gradients.softmaxBackward(softmaxOf(700, 300), tensor(floats(210_000, 1), 700, 300), wide());
      recording.run();
    }
    assertThat(d.toArray()).isEqualTo(twice);
  }

  private Tensor wide() {
    return arena.allocate(DataType.F32, 700, 300);
  }

  private Tensor softmaxOf(int rows, int columns) {
    Tensor y = tensor(floats(rows * columns, 2), rows, columns);
    operations.softmax(y, y);
    return y;
  }
}

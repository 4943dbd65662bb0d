package io.github.albert4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows of a matrix, copied and put back. */
class TensorTest {
  @ParameterizedTest
  @EnumSource(DataType.class)
  void rowsAreGatheredAndScattered(DataType type) {
    try (Arena arena = new Arena(Engine.cpu())) {
      Tensor all = arena.allocate(type, 4, 2);
      all.write(0, new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 0, 8);
      Tensor some = arena.allocate(type, 3, 2);
      all.gatherRows(new int[] {1, 3}, some);
      assertThat(some.toArray()).containsExactly(3, 4, 7, 8, 0, 0);
      Tensor back = arena.allocate(type, 4, 2);
      some.rows(2).scatterRows(new int[] {3, 0}, back);
      assertThat(back.toArray()).containsExactly(7, 8, 0, 0, 0, 0, 3, 4);
    }
  }

  @Test
  void aRowThatIsNotThereIsRefused() {
    try (Arena arena = new Arena(Engine.cpu())) {
      Tensor one = arena.allocate(DataType.F32, 1, 2);
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> one.scatterRows(new int[] {1}, one))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void onlyTheDiagonalChanges() {
    try (Arena arena = new Arena(Engine.cpu())) {
      Tensor matrix = arena.allocate(DataType.BF16, 3, 3);
      matrix.write(0, new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 0, 9);
      matrix.addToDiagonal(-0.5f);
      assertThat(matrix.toArray()).containsExactly(0.5f, 2, 3, 4, 4.5f, 6, 7, 8, 8.5f);
    }
  }
}

package io.github.albert4j.engine;

/**
 * A view of a tensor with strides of its own, such as the queries of one head among the queries,
 * keys and values of all: element {@code (i, j, …)} lies at {@code offset + i·strides[0] +
 * j·strides[1] + …}.
 *
 * @param tensor whose memory is seen
 * @param offset elements before the first
 * @param sizes of each dimension
 * @param strides of each dimension, in elements
 * @since 0.1.0
 */
public record Strided(Tensor tensor, long offset, long[] sizes, long[] strides) {
  /** All of a dense matrix {@code [rows, columns]}. */
  public static Strided of(Tensor matrix) {
    return new Strided(
        matrix, 0, new long[] {matrix.size(0), matrix.size(1)}, new long[] {matrix.size(1), 1});
  }

  /** A dense matrix {@code [rows, columns]} seen as {@code [columns, rows]}. */
  public static Strided transposed(Tensor matrix) {
    return of(matrix).transposed();
  }

  /** The same with the last two dimensions swapped. */
  public Strided transposed() {
    return new Strided(tensor, offset, lastTwoSwapped(sizes), lastTwoSwapped(strides));
  }

  private static long[] lastTwoSwapped(long[] values) {
    long[] swapped = values.clone();
    int last = values.length - 1;
    swapped[last] = values[last - 1];
    swapped[last - 1] = values[last];
    return swapped;
  }

  /** Where an element lies, in elements of the tensor. */
  long at(long... index) {
    long at = offset;
    for (int i = 0; i < index.length; i++) {
      at += index[i] * strides[i];
    }
    return at;
  }

  float read(long... index) {
    float[] value = new float[1];
    tensor.read(at(index), value, 0, 1);
    return value[0];
  }

  void write(float value, long... index) {
    tensor.write(at(index), new float[] {value}, 0, 1);
  }

  long address() {
    return tensor.address(offset);
  }
}

package io.github.albert4j.checkpoint;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A tensor as a view over one file's bytes; all three formats come down to it.
 *
 * @param name what the file calls it
 * @param dtype the elements' type, little-endian
 * @param shape row-major
 * @param file the file
 * @param offset where element 0 stands, in bytes from the file's start
 * @param strides in elements, for each dimension; null where the elements are dense and in order
 * @param checksum the CRC-32C of the tensor's bytes, or null where the format has none
 */
record StoredTensor(
    String name,
    DType dtype,
    long[] shape,
    TensorSource file,
    long offset,
    long @Nullable [] strides,
    @Nullable Integer checksum) {

  static StoredTensor dense(
      String name, DType dtype, long[] shape, TensorSource file, long offset) {
    return new StoredTensor(name, dtype, shape, file, offset, null, null);
  }

  long elements() {
    return elements(shape);
  }

  /** The product, which the reader of the header has found to fit a long. */
  static long elements(long[] shape) {
    long n = 1;
    for (long d : shape) {
      n *= d;
    }
    return n;
  }

  /** The product of the dimensions times the element's size; -1 where it does not fit a long. */
  static long bytes(DType dtype, long[] shape) {
    long n = dtype.bytes();
    boolean empty = false;
    for (long d : shape) {
      if (d < 0) {
        return -1;
      }
      empty |= d == 0;
      if (d != 0 && n > Long.MAX_VALUE / d) {
        return -1;
      }
      n *= Math.max(d, 1);
    }
    return empty ? 0 : n;
  }

  /** The same tensor with its two dimensions exchanged; the file is not touched. */
  StoredTensor transposed() {
    return new StoredTensor(
        name,
        dtype,
        new long[] {shape[1], shape[0]},
        file,
        offset,
        new long[] {1, shape[1]},
        checksum);
  }

  TensorInfo info(String canonicalName) {
    return new TensorInfo(canonicalName, name, dtype, shape.clone(), file.name());
  }

  @Override
  public String toString() {
    return name + " " + dtype + Arrays.toString(shape);
  }
}

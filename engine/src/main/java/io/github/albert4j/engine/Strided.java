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
  long address() {
    return tensor.address() + offset * tensor.type().bytes();
  }
}

package io.github.albert4j.training.gradient;

import io.github.albert4j.engine.Tensor;
import java.util.stream.IntStream;

/**
 * Vectors side by side: {@code [n, 2 width]} is the same memory as {@code [2n, width]}, the first
 * of pair i in row {@code 2i} and the second in row {@code 2i + 1}.
 */
final class Pairs {
  private Pairs() {}

  /** Pairs {@code [n, 2 width]} as rows {@code [2n, width]}. */
  static Tensor rows(Tensor pairs) {
    return pairs.as(2 * pairs.size(0), pairs.size(1) / 2);
  }

  /** The rows of the first of n pairs. */
  static int[] firsts(int n) {
    return IntStream.range(0, n).map(i -> 2 * i).toArray();
  }

  /** The rows of the second of n pairs. */
  static int[] seconds(int n) {
    return IntStream.range(0, n).map(i -> 2 * i + 1).toArray();
  }
}

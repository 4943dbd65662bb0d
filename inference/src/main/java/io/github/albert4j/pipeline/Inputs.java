package io.github.albert4j.pipeline;

import io.github.albert4j.InvalidInputException;
import org.jspecify.annotations.Nullable;

/** What every entry checks first. */
final class Inputs {
  private Inputs() {}

  static <T> T require(@Nullable T value, String what) {
    if (value == null) {
      throw new InvalidInputException("there is no " + what + ": it is null");
    }
    return value;
  }

  static int requireTopK(int topK) {
    if (topK < 1) {
      throw new InvalidInputException("top-k: expected 1 or more, found " + topK);
    }
    return topK;
  }
}

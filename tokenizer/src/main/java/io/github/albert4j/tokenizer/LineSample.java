package io.github.albert4j.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Passes lines on: all of them at once, or at the end so many drawn at random (Vitter 1985, "Random
 * Sampling with a Reservoir", algorithm R).
 */
final class LineSample {
  private final int size;
  private final Random random;
  private final Consumer<String> to;
  private final List<String> reservoir = new ArrayList<>();
  private long seen;

  /**
   * @param size how many lines to draw; 0 for all
   */
  LineSample(int size, long seed, Consumer<String> to) {
    this.size = size;
    this.random = new Random(seed);
    this.to = to;
  }

  void add(String line) {
    if (size == 0) {
      to.accept(line);
      return;
    }
    seen++;
    if (reservoir.size() < size) {
      reservoir.add(line);
      return;
    }
    long place = (long) (random.nextDouble() * seen);
    if (place < size) {
      reservoir.set((int) place, line);
    }
  }

  /** Passes on what was drawn. */
  void finish() {
    reservoir.forEach(to);
    reservoir.clear();
  }
}

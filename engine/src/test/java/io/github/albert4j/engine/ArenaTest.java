package io.github.albert4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArenaTest {
  private static final int SIZE = 9 << 20; // floats; enough to be gathered later

  private final Engine engine = Engine.cpu();

  private static float[] numbers() {
    float[] numbers = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      numbers[i] = i;
    }
    return numbers;
  }

  @Test
  void whatIsReadWhilePagesAreGatheredIsWhatWasWritten() {
    float[] numbers = numbers();
    try (Arena arena = Arena.ofWeights(engine)) {
      Tensor first = arena.copyOf(numbers);
      Tensor second = arena.copyOf(numbers);
      arena.gatherPages();
      Tensor later = arena.copyOf(numbers);
      for (int i = 0; i < 5; i++) {
        assertThat(first.toArray()).isEqualTo(numbers);
        assertThat(second.toArray()).isEqualTo(numbers);
      }
      assertThat(later.toArray()).isEqualTo(numbers);
    }
  }

  @Test
  void closingEndsTheGatheringFirst() {
    float[] numbers = numbers();
    for (int i = 0; i < 10; i++) {
      Arena arena = Arena.ofWeights(engine);
      arena.copyOf(numbers);
      arena.gatherPages();
      Thread.currentThread().interrupt();
      arena.close();
      assertThat(Thread.interrupted()).isTrue();
      assertThat(Thread.getAllStackTraces().keySet())
          .noneMatch(thread -> thread.getName().equals("albert4j-pages"));
    }
  }

  @Test
  void clearedItHoldsNothingAndMayBeFilledAnew() {
    try (Arena arena = new Arena(engine)) {
      arena.allocate(DataType.F32, SIZE);
      assertThat(arena.bytes()).isEqualTo(4L * SIZE);
      arena.clear();
      assertThat(arena.bytes()).isZero();
      assertThat(arena.copyOf(new float[] {1, 2}).toArray()).containsExactly(1, 2);
    }
  }
}

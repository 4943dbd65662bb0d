package io.github.albert4j.engine;

import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Operations on random numbers, for tests of one kind of them each. */
abstract class OperationsFixture {
  final long seed = new Random().nextLong();
  final Random random = new Random(seed);
  final Engine engine = Engine.cpu();
  Arena arena;
  Operations operations;

  @BeforeEach
  void open() {
    arena = new Arena(engine);
    operations = new Operations(engine);
  }

  @AfterEach
  void close() {
    operations.close();
    arena.close();
  }

  Tensor tensor(float[] values, long... shape) {
    return arena.copyOf(values).as(shape);
  }

  float[] floats(int n, float scale) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = scale * (float) random.nextGaussian();
    }
    return values;
  }
}

package io.github.albert4j.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistributionTest {
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  /** Sizes around a stretch, with many ties. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 63, 64, 65, 128, 1000, 30_001})
  void theBestAreThoseOfAWholeSort(int size) {
    int offset = random.nextInt(5);
    float[] logits = new float[offset + size + 3];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = random.nextInt(40) / 4f - 5;
    }
    Distribution distribution = new Distribution(logits, offset, size);
    int[] sorted =
        IntStream.range(0, size)
            .boxed()
            .sorted(Comparator.comparing(id -> -logits[offset + id]))
            .mapToInt(id -> id)
            .toArray();
    for (int k : new int[] {1, 2, 5, 64, 65, size + 1}) {
      assertThat(distribution.best(k))
          .as("seed %d, k %d", seed, k)
          .isEqualTo(IntStream.of(sorted).limit(k).toArray());
    }
    assertThat(IntStream.range(0, size).mapToDouble(distribution::probability).sum())
        .isCloseTo(1, within(1e-9));
  }
}

package io.github.albert4j.evaluation.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LongCountsTest {
  @Test
  void countsAsAMapDoes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    LongCounts counts = new LongCounts();
    Map<Long, Integer> expected = new HashMap<>();
    for (int i = 0; i < 300_000; i++) {
      long key = random.nextInt(100_000) * (random.nextBoolean() ? 1L : 65_537L << 16);
      counts.add(key, 2);
      expected.merge(key, 2, Integer::sum);
    }
    Map<Long, Integer> found = new HashMap<>();
    counts.forEach(found::put);
    assertThat(found).as("seed %d", seed).isEqualTo(expected);
    assertThat(counts.size()).isEqualTo(expected.size());
    assertThat(counts.get(-1)).isZero();
  }
}

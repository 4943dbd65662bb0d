package io.github.albert4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The table of counts beside a plain map. */
class StringCountsTest {
  @Test
  void countsAsAMapDoes() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    StringCounts counts = new StringCounts();
    Map<String, Long> expected = new LinkedHashMap<>();
    for (int i = 0; i < 60_000; i++) {
      String text = Integer.toString(random.nextInt(30_000), 7).repeat(random.nextInt(4));
      long times = 1 + random.nextInt(9);
      counts.add(("<" + text + ">").toCharArray(), 1, 1 + text.length(), times);
      expected.merge(text, times, Long::sum);
    }
    Map<String, Long> got = new LinkedHashMap<>();
    for (int i = 0; i < counts.size(); i++) {
      got.put(counts.string(i), counts.count(i));
    }
    assertThat(got).as("seed %d", seed).isEqualTo(expected);
    assertThat(got.keySet()).as("seed %d", seed).containsExactlyElementsOf(expected.keySet());
  }
}

package io.github.albert4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The order of suffixes beside plain sorting of strings. */
class SuffixArrayTest {
  @Test
  void sortsAsStringsDo() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      int letters = 1 + random.nextInt(round % 2 == 0 ? 3 : 400);
      int depth = 1 + random.nextInt(20);
      check(text(random, letters), depth, seed);
    }
  }

  @Test
  void repetitionIsNoTrap() {
    check("\1".repeat(20_000) + "\0", 17, 0);
    check("\1\0".repeat(20_000), 17, 0);
    check("\1\2".repeat(20_000) + "\0", 17, 0);
  }

  @Test
  void noText() {
    try (Workers workers = new Workers(1)) {
      assertThat(SuffixArray.of(new char[0], 0, 3, workers).order).isEmpty();
    }
  }

  /** Runs of random lengths, with repetitions of what came before. */
  private static String text(Random random, int letters) {
    StringBuilder text = new StringBuilder();
    while (text.length() < 2000) {
      if (text.length() > 50 && random.nextInt(3) == 0) {
        int from = random.nextInt(text.length() - 40);
        text.append(text, from, from + 1 + random.nextInt(40));
      } else {
        for (int n = random.nextInt(30); n > 0; n--) {
          text.append((char) (1 + random.nextInt(letters)));
        }
      }
      text.append('\0');
    }
    return text.toString();
  }

  private static void check(String text, int depth, long seed) {
    try (Workers workers = new Workers(2)) {
      SuffixArray array = SuffixArray.of(text.toCharArray(), text.length(), depth, workers);
      String[] prefixes =
          IntStream.of(array.order)
              .mapToObj(start -> prefix(text, start, depth))
              .toArray(String[]::new);
      String[] expected =
          IntStream.range(0, text.length())
              .filter(start -> text.charAt(start) != 0)
              .mapToObj(start -> prefix(text, start, depth))
              .sorted()
              .toArray(String[]::new);
      assertThat(prefixes).as("seed %d, depth %d", seed, depth).isEqualTo(expected);
      assertThat(IntStream.of(array.order).distinct().count()).isEqualTo(prefixes.length);
      assertThat(array.commonPrefix(0)).isZero();
      assertThat(array.commonPrefix(prefixes.length)).isZero();
      for (int i = 1; i < prefixes.length; i++) {
        assertThat(array.commonPrefix(i)).isEqualTo(common(prefixes[i - 1], prefixes[i]));
        assertThat(array.length(i)).isEqualTo(prefixes[i].length());
      }
    }
  }

  private static String prefix(String text, int start, int depth) {
    int end = Math.min(text.indexOf('\0', start), start + depth);
    return text.substring(start, end);
  }

  private static int common(String a, String b) {
    int n = 0;
    while (n < Math.min(a.length(), b.length()) && a.charAt(n) == b.charAt(n)) {
      n++;
    }
    return n;
  }
}

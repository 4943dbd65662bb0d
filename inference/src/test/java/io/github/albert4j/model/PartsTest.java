package io.github.albert4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.config.KnownConfigs;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartsTest {
  private static final AlbertConfig CONFIG = KnownConfigs.find("albert-base-v2");

  private static List<Integer> cut(int threads, int limit, int... lengths) {
    int[][] ids = IntStream.of(lengths).mapToObj(int[]::new).toArray(int[][]::new);
    ForwardPass pass =
        new ForwardPass(
            CONFIG,
            null,
            Head.ALBERT,
            PackedBatch.of(ids, null),
            Request.of(Output.LAST_HIDDEN_STATE),
            null);
    List<Part> parts = Parts.cut(pass, threads, limit);
    int row = 0;
    for (Part part : parts) {
      assertThat(part.from()).isEqualTo(row);
      assertThat(part.to()).isGreaterThan(row);
      row = part.to();
    }
    assertThat(row).isEqualTo(lengths.length);
    return parts.stream().map(Part::tokens).toList();
  }

  private static int[] rows(int count, int length) {
    return IntStream.generate(() -> length).limit(count).toArray();
  }

  @Test
  void workersGetAsMuch() {
    assertThat(cut(2, 4096, rows(8, 128))).containsExactly(512, 512);
    assertThat(cut(4, 4096, rows(8, 128))).containsExactly(256, 256, 256, 256);
    // not three of 300 and one of 100, of which one worker would get 600
    assertThat(cut(2, 300, rows(100, 10))).containsExactly(250, 250, 250, 250);
  }

  @Test
  void whatIsTooLittleForWorkersIsOnePart() {
    assertThat(cut(8, 4096, 12)).containsExactly(12);
    assertThat(cut(8, 4096, rows(12, 12))).containsExactly(132, 12);
    assertThat(cut(2, 100, 12, 12)).containsExactly(24);
    assertThat(cut(2, 4096)).isEmpty();
  }

  @Test
  void aLongRowLeavesNoCrumbsBehindIt() {
    assertThat(cut(2, 400, 384, 10, 10, 10, 10, 10, 10, 384)).containsExactly(384, 60, 384);
    assertThat(cut(2, 100, 384, 384)).containsExactly(384, 384);
  }

  @Test
  void workersEndTogether() {
    double sum = 0;
    for (int seed = 0; seed < 100; seed++) {
      int[] lengths = new Random(seed).ints(64, 5, 385).toArray();
      List<Integer> parts = cut(2, 1467, lengths);
      assertThat(parts).as("seed %d", seed).allMatch(part -> part <= 1467);
      sum += longest(parts) / (IntStream.of(lengths).sum() / 2.0);
    }
    assertThat(sum / 100).isLessThan(1.03);
  }

  /** Tokens of the busier of two workers, each of which takes the next part when it is free. */
  private static double longest(List<Integer> parts) {
    int[] busy = new int[2];
    for (int part : parts) {
      busy[busy[0] <= busy[1] ? 0 : 1] += part;
    }
    return Math.max(busy[0], busy[1]);
  }
}

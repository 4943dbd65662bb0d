package io.github.albert4j.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.albert4j.training.SmallInstances;
import io.github.albert4j.training.gradient.MicroBatch;
import io.github.albert4j.training.gradient.Targets;
import io.github.albert4j.training.instances.Instance;
import io.github.albert4j.training.instances.InstanceSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MicroBatchesTest {
  private static final int LIMIT = 50;

  private final List<Instance> instances = new ArrayList<>();
  private final List<MicroBatch> batches;

  MicroBatchesTest() {
    try (InstanceSource.Epoch epoch = SmallInstances.of(40).epoch(1, 0)) {
      for (int i = 0; i < 40; i++) {
        instances.add(epoch.get(i));
      }
    }
    batches = new MicroBatches(LIMIT, 4).cut(instances);
  }

  @Test
  void eachInstanceIsThereOnce() {
    assertThat(batches.stream().flatMapToLong(b -> Arrays.stream(b.instances())).sorted().toArray())
        .isEqualTo(java.util.stream.LongStream.range(0, 40).toArray());
  }

  @Test
  void theLongestComeFirstAndEqualLengthsStayTogether() {
    List<Integer> lengths =
        batches.stream()
            .flatMapToLong(b -> Arrays.stream(b.instances()))
            .mapToObj(i -> -instances.get((int) i).length())
            .toList();
    assertThat(lengths).isSorted();
  }

  @Test
  void noMicroBatchIsLargerThanTheLimit() {
    assertThat(batches).allMatch(b -> b.batch().tokens() <= LIMIT);
  }

  @Test
  void ofManyShortRowsAMicroBatchForEachThread() {
    assertThat(tokens(new MicroBatches(1024, 4), rows(32, 25))).containsExactly(200, 200, 200, 200);
    assertThat(tokens(new MicroBatches(1024, 4), rows(16, 25))).containsExactly(200, 200);
    assertThat(tokens(new MicroBatches(1024, 4), rows(8, 25))).containsExactly(200);
    assertThat(tokens(new MicroBatches(1024, 1), rows(32, 25))).containsExactly(800);
    assertThat(tokens(new MicroBatches(1024, 4), rows(32, 128))).containsOnly(1024).hasSize(4);
    assertThat(tokens(new MicroBatches(1024, 4), rows(33, 128))).hasSize(8);
    assertThat(tokens(new MicroBatches(1024, 4), new int[0])).isEmpty();
  }

  @Test
  void rowsOfManyLengthsAreSharedOutEvenly() {
    Random random = new Random(1);
    long busiest = 0;
    long all = 0;
    for (int i = 0; i < 200; i++) {
      int[] lengths = random.ints(20 + random.nextInt(60), 5, 129).toArray();
      List<Integer> tokens = tokens(new MicroBatches(1024, 4), lengths);
      assertThat(tokens).allMatch(n -> n <= 1024);
      assertThat(tokens.size() % 4).isZero();
      // an end lies at most half a row beside its multiple
      assertThat(Collections.max(tokens) - Collections.min(tokens)).isLessThanOrEqualTo(256);
      busiest += busiest(tokens, 2);
      all += IntStream.of(lengths).sum();
    }
    assertThat((double) busiest / all).isBetween(0.5, 0.52);
  }

  private static int[] rows(int n, int length) {
    return IntStream.generate(() -> length).limit(n).toArray();
  }

  private static List<Integer> tokens(MicroBatches cut, int[] lengths) {
    return cut.cut(lengths).stream()
        .map(rows -> rows.stream().mapToInt(r -> lengths[r]).sum())
        .toList();
  }

  /** Tokens of the thread that has most, where whoever is free takes the next. */
  private static long busiest(List<Integer> tokens, int threads) {
    long[] each = new long[threads];
    for (int n : tokens) {
      Arrays.sort(each);
      each[0] += n;
    }
    return Arrays.stream(each).max().orElse(0);
  }

  @Test
  void aRowLongerThanTheLimitStandsAlone() {
    List<MicroBatch> alone = new MicroBatches(3, 4).cut(instances);
    assertThat(alone).hasSize(40).allMatch(b -> b.batch().rows() == 1);
  }

  @Test
  void positionsAndLabelsPointAtTheRightTokens() {
    for (MicroBatch batch : batches) {
      Targets.Pretraining targets = (Targets.Pretraining) batch.targets();
      int at = 0;
      for (int row = 0; row < batch.batch().rows(); row++) {
        Instance instance = instances.get((int) batch.instances()[row]);
        int start = batch.batch().rowStarts()[row];
        assertThat(Arrays.copyOfRange(batch.batch().ids(), start, start + instance.length()))
            .isEqualTo(instance.inputIds());
        assertThat(
                Arrays.copyOfRange(batch.batch().tokenTypeIds(), start, start + instance.length()))
            .isEqualTo(instance.tokenTypeIds());
        assertThat(targets.orders()[row]).isEqualTo(instance.order().label());
        for (int m = 0; m < instance.maskedPositions().length; m++, at++) {
          assertThat(targets.positions()[at]).isEqualTo(start + instance.maskedPositions()[m]);
          assertThat(targets.labels()[at]).isEqualTo(instance.maskedLabels()[m]);
        }
      }
      assertThat(targets.labels()).hasSize(at);
    }
  }
}

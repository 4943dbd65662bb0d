package io.github.albert4j.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.albert4j.training.SmallInstances;
import io.github.albert4j.training.gradient.MicroBatch;
import io.github.albert4j.training.gradient.Targets;
import io.github.albert4j.training.instances.Instance;
import io.github.albert4j.training.instances.InstanceSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    batches = MicroBatches.cut(instances, LIMIT);
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
  void noMicroBatchIsLargerThanTheLimitNorSmallerThanNeeded() {
    for (int i = 0; i < batches.size(); i++) {
      assertThat(batches.get(i).batch().tokens()).isLessThanOrEqualTo(LIMIT);
      if (i > 0) {
        int first = batches.get(i).batch().length(0);
        assertThat(batches.get(i - 1).batch().tokens() + first).isGreaterThan(LIMIT);
      }
    }
  }

  @Test
  void aRowLongerThanTheLimitStandsAlone() {
    List<MicroBatch> alone = MicroBatches.cut(instances, 3);
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

package io.github.albert4j.training.loop;

import io.github.albert4j.model.PackedBatch;
import io.github.albert4j.training.gradient.MicroBatch;
import io.github.albert4j.training.gradient.Targets;
import io.github.albert4j.training.instances.Instance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Cuts a step's instances into micro-batches: the longest first, neighbours of one length together,
 * as many as fit into some tokens. The cut depends on the instances and that number alone.
 */
final class MicroBatches {
  private MicroBatches() {}

  static List<MicroBatch> cut(List<Instance> instances, int tokens) {
    List<Integer> order =
        IntStream.range(0, instances.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> -instances.get(i).length()))
            .toList();
    List<MicroBatch> batches = new ArrayList<>();
    List<Integer> rows = new ArrayList<>();
    int sum = 0;
    for (int i : order) {
      int length = instances.get(i).length();
      if (!rows.isEmpty() && sum + length > tokens) {
        batches.add(pack(instances, rows));
        rows.clear();
        sum = 0;
      }
      rows.add(i);
      sum += length;
    }
    if (!rows.isEmpty()) {
      batches.add(pack(instances, rows));
    }
    return batches;
  }

  private static MicroBatch pack(List<Instance> instances, List<Integer> rows) {
    int[][] ids = new int[rows.size()][];
    int[][] types = new int[rows.size()][];
    long[] numbers = new long[rows.size()];
    int[] orders = new int[rows.size()];
    int masked = rows.stream().mapToInt(r -> instances.get(r).maskedPositions().length).sum();
    int[] positions = new int[masked];
    int[] labels = new int[masked];
    int token = 0;
    int at = 0;
    for (int i = 0; i < rows.size(); i++) {
      Instance instance = instances.get(rows.get(i));
      ids[i] = instance.inputIds();
      types[i] = instance.tokenTypeIds();
      numbers[i] = rows.get(i);
      orders[i] = instance.order().label();
      for (int m = 0; m < instance.maskedPositions().length; m++, at++) {
        positions[at] = token + instance.maskedPositions()[m];
        labels[at] = instance.maskedLabels()[m];
      }
      token += instance.length();
    }
    return new MicroBatch(
        PackedBatch.of(ids, types), numbers, new Targets.Pretraining(positions, labels, orders));
  }
}

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
public final class MicroBatches {
  private MicroBatches() {}

  /**
   * Which go together, by their numbers from 0.
   *
   * @param lengths of each, in tokens
   * @param tokens the most together, unless one alone has more
   */
  public static List<List<Integer>> cut(int[] lengths, int tokens) {
    List<Integer> order =
        IntStream.range(0, lengths.length)
            .boxed()
            .sorted(Comparator.comparingInt(i -> -lengths[i]))
            .toList();
    List<List<Integer>> batches = new ArrayList<>();
    List<Integer> batch = new ArrayList<>();
    int sum = 0;
    for (int i : order) {
      if (!batch.isEmpty() && sum + lengths[i] > tokens) {
        batches.add(batch);
        batch = new ArrayList<>();
        sum = 0;
      }
      batch.add(i);
      sum += lengths[i];
    }
    if (!batch.isEmpty()) {
      batches.add(batch);
    }
    return batches;
  }

  static List<MicroBatch> cut(List<Instance> instances, int tokens) {
    int[] lengths = instances.stream().mapToInt(Instance::length).toArray();
    return cut(lengths, tokens).stream().map(rows -> pack(instances, rows)).toList();
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

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
 * and of about as many tokens each, so that threads end together. The cut depends on the instances
 * and these numbers alone, and not on the threads.
 *
 * @param tokens the most in one, unless one instance alone has more
 * @param multiple a step is cut into a multiple of so many, a power of two, which as many threads
 *     end together; of half or a quarter of that where each would have fewer than 128 tokens
 */
public record MicroBatches(int tokens, int multiple) {
  /** Below this, what a micro-batch costs by itself (a gradient of its own) is felt. */
  private static final int ENOUGH = 128;

  /**
   * Which go together, by their numbers from 0.
   *
   * @param lengths of each, in tokens
   */
  public List<List<Integer>> cut(int[] lengths) {
    List<Integer> order =
        IntStream.range(0, lengths.length)
            .boxed()
            .sorted(Comparator.comparingInt(i -> -lengths[i]))
            .toList();
    long total = IntStream.of(lengths).asLongStream().sum();
    int group = Integer.highestOneBit((int) Math.max(1, Math.min(multiple, total / ENOUGH)));
    long parts = roundedUp(ceilDiv(total, tokens), group);
    List<List<Integer>> batches = cut(lengths, order, (double) total / parts);
    while (batches.size() > parts) { // instances cannot be cut, and have left too much for the last
      parts = roundedUp(batches.size(), group);
      batches = cut(lengths, order, (double) total / parts);
    }
    return batches;
  }

  /** A micro-batch ends where an instance does, next to a multiple of what each should have. */
  private List<List<Integer>> cut(int[] lengths, List<Integer> order, double share) {
    List<List<Integer>> batches = new ArrayList<>();
    List<Integer> batch = new ArrayList<>();
    long start = 0;
    long at = 0;
    for (int i : order) {
      double end = (Math.round(start / share) + 1) * share;
      boolean beyond = at + lengths[i] / 2.0 > end;
      if (!batch.isEmpty() && (beyond || at + lengths[i] - start > tokens)) {
        batches.add(batch);
        batch = new ArrayList<>();
        start = at;
      }
      batch.add(i);
      at += lengths[i];
    }
    if (!batch.isEmpty()) {
      batches.add(batch);
    }
    return batches;
  }

  private static long roundedUp(long n, long multiple) {
    return ceilDiv(n, multiple) * multiple;
  }

  private static long ceilDiv(long n, long divisor) {
    return (n + divisor - 1) / divisor;
  }

  List<MicroBatch> cut(List<Instance> instances) {
    int[] lengths = instances.stream().mapToInt(Instance::length).toArray();
    return cut(lengths).stream().map(rows -> pack(instances, rows)).toList();
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

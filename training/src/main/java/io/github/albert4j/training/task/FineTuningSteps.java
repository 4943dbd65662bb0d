package io.github.albert4j.training.task;

import io.github.albert4j.training.gradient.MicroBatch;
import io.github.albert4j.training.instances.Position;
import io.github.albert4j.training.loop.MicroBatches;
import io.github.albert4j.training.loop.StepSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Units in an order that is drawn anew for each epoch, so many a step. As in Google's programs a
 * step may have the last units of an epoch and the first of the next.
 */
final class FineTuningSteps implements StepSource {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L; // so that no seed's epochs are another's

  private final Units units;
  private final long seed;
  private final int batchSize;
  private final MicroBatches microBatches;
  private long epoch;
  private int index;
  private int[] order;

  FineTuningSteps(Units units, long seed, Position from, int batchSize, MicroBatches microBatches) {
    this.units = units;
    this.seed = seed;
    this.batchSize = batchSize;
    this.microBatches = microBatches;
    this.epoch = from.epoch();
    this.index = (int) from.index();
    this.order = order();
  }

  private int[] order() {
    SplittableRandom random = new SplittableRandom(seed * GOLDEN + epoch);
    int[] shuffled = new int[units.size()];
    for (int i = 0; i < shuffled.length; i++) {
      int j = random.nextInt(i + 1);
      shuffled[i] = shuffled[j];
      shuffled[j] = i;
    }
    return shuffled;
  }

  @Override
  public Step read() {
    int[] batch = new int[batchSize];
    for (int i = 0; i < batchSize; i++) {
      batch[i] = order[index++];
      if (index == order.length) {
        epoch++;
        index = 0;
        order = order();
      }
    }
    return step(batch);
  }

  private Step step(int[] batch) {
    int[] lengths = new int[batch.length];
    int[] numbers = new int[batch.length]; // of each unit's first row in the step
    int row = 0;
    long tokens = 0;
    for (int i = 0; i < batch.length; i++) {
      lengths[i] = units.length(batch[i]);
      tokens += lengths[i];
      numbers[i] = row;
      row += units.rows(batch[i]).size();
    }
    List<MicroBatch> batches = new ArrayList<>();
    for (List<Integer> some : microBatches.cut(lengths)) {
      batches.add(
          units.pack(
              some.stream().map(i -> batch[i]).toList(),
              some.stream().map(i -> numbers[i]).toList()));
    }
    return new Step(batches, tokens, new Position(epoch, index));
  }

  @Override
  public void close() {}
}

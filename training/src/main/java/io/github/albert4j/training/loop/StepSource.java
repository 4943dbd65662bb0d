package io.github.albert4j.training.loop;

import io.github.albert4j.training.gradient.MicroBatch;
import io.github.albert4j.training.instances.Position;
import java.util.List;

/** Gives a training its steps, one after another without end; for one thread at a time. */
public interface StepSource extends AutoCloseable {
  /**
   * What a step learns from.
   *
   * @param tokens of all rows
   * @param after where the data goes on
   */
  record Step(List<MicroBatch> batches, long tokens, Position after) {}

  /** Reads the next step. */
  Step read();

  @Override
  void close();
}

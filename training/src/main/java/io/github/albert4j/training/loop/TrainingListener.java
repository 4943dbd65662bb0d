package io.github.albert4j.training.loop;

import java.nio.file.Path;

/**
 * What the caller sees of a training.
 *
 * @since 0.1.0
 */
public interface TrainingListener {
  /** After each step. */
  void step(StepMetrics metrics);

  /** After the model was measured on other data. */
  default void evaluated(DevMetrics metrics) {}

  /** After a checkpoint was written. */
  void checkpoint(Path folder);
}

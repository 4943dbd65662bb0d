package io.github.albert4j.training.gradient;

import io.github.albert4j.engine.Tensor;

/** A task's head and its loss. */
interface TaskObjective extends Objective {
  /**
   * The head alone, without dropout where the run has none.
   *
   * @param hidden the last hidden state, {@code [bucket, hidden]}
   * @return {@code [rows, outputs]} or {@code [tokens, outputs]}
   */
  float[] logits(Run run, Tensor hidden);
}

package io.github.albert4j.training.gradient;

import io.github.albert4j.engine.Tensor;

/** A head and its loss: what makes a number to minimise of the last hidden state. */
interface Objective extends AutoCloseable {
  /**
   * Computes the loss, and the derivatives of {@code total.scale()} times it.
   *
   * @param total what all micro-batches of the step count: the loss is a mean over them
   * @param hidden the last hidden state, {@code [bucket, hidden]}
   * @param dHidden zeros; will hold the loss's derivative by the last hidden state
   */
  Score run(Run run, Counts total, Tensor hidden, Tensor dHidden);

  /** Bytes of native memory held. */
  long bytes();

  @Override
  void close();
}

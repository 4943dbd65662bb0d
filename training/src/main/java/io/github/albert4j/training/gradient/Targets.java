package io.github.albert4j.training.gradient;

/** What a model should say of the rows of a micro-batch. */
public sealed interface Targets {
  /**
   * For masked LM and sentence order.
   *
   * @param positions the masked tokens of the packed rows, rising
   * @param labels the piece that stood at each
   * @param orders a row's 0 (in order), 1 (swapped) or -1 (not asked)
   */
  record Pretraining(int[] positions, int[] labels, int[] orders) implements Targets {}

  /** A class of each row, or -1 for one that does not count. */
  record RowLabels(int[] labels) implements Targets {}

  /** A class of each token, or -1 for one that does not count. */
  record TokenLabels(int[] labels) implements Targets {}
}

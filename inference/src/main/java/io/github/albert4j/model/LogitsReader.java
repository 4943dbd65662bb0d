package io.github.albert4j.model;

/**
 * Reads the vocabulary's logits where they are computed, so that those of all positions need not be
 * in memory, and reading them is shared among the workers. Called by the model's threads: one after
 * another, ascending, for the positions of a row, and side by side for different rows. After a
 * failure a row may be read once more from its beginning.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface LogitsReader {
  /**
   * Sees one position.
   *
   * @param index which of the request's positions
   * @param logits {@code [vocab]}, valid during the call
   */
  void read(int index, float[] logits);
}

package io.github.albert4j.training.instances;

/** Hides pieces of pairs. Thread-safe. */
interface Masking {
  /**
   * Makes the instance.
   *
   * @param tally told of what was hidden
   */
  Instance mask(Pair pair, Draws draws, Tally tally);
}

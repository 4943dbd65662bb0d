package io.github.albert4j.pipeline;

import java.util.List;

/**
 * What a pipeline does, apart from forming batches.
 *
 * @param <I> an input
 * @param <E> the input as rows for the model
 * @param <A> the answer
 */
interface BatchTask<I, E, A> {
  /**
   * Checks and encodes an input.
   *
   * @throws io.github.albert4j.InvalidInputException where the task cannot answer it
   */
  E encode(I input);

  /** What the input costs, in tokens that the model computes. */
  long cost(E encoded);

  /** An answer for each, in order. */
  List<A> answer(List<E> batch);
}

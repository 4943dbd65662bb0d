package io.github.albert4j.pipeline;

import java.util.List;
import java.util.function.Supplier;

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

  /**
   * Begins to answer: the model's threads can compute while the caller reads the next inputs and
   * uses the answers before.
   *
   * @return waits for an answer for each, in order; to be asked once
   */
  Supplier<List<A>> begin(List<E> batch);
}

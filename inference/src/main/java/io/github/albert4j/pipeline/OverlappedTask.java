package io.github.albert4j.pipeline;

import java.util.List;
import java.util.function.Supplier;

/**
 * A task that the model's threads can compute while its caller reads the next inputs and uses the
 * answers before.
 */
interface OverlappedTask<I, E, A> extends BatchTask<I, E, A> {
  /**
   * Begins to answer.
   *
   * @return waits for an answer for each, in order; to be asked once
   */
  Supplier<List<A>> begin(List<E> batch);

  @Override
  default List<A> answer(List<E> batch) {
    return begin(batch).get();
  }
}

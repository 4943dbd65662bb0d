package io.github.albert4j.pipeline;

import java.util.Iterator;

/**
 * An iterator that knows whether its next element is at hand. A pipeline's {@code stream} waits for
 * a full batch where the elements come from a plain iterator; where they come from this one, it
 * answers what it has as soon as the next would have to be waited for, as when a person types at a
 * prompt.
 *
 * @since 0.1.0
 */
public interface LiveIterator<T> extends Iterator<T> {
  /** Whether {@link #hasNext} would answer without waiting. */
  boolean ready();
}

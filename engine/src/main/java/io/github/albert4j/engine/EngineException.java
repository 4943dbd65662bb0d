package io.github.albert4j.engine;

import org.jspecify.annotations.Nullable;

/**
 * The native side cannot do what was asked: a library that does not load, memory that is not there,
 * an operation that this processor lacks.
 *
 * @since 0.1.0
 */
public final class EngineException extends RuntimeException {
  public EngineException(String message) {
    super(message);
  }

  public EngineException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

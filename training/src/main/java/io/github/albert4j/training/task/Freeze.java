package io.github.albert4j.training.task;

import io.github.albert4j.training.gradient.Parameter;

/**
 * What stays as it is.
 *
 * @since 0.1.0
 */
public enum Freeze {
  /** Nothing. */
  NONE,
  /** The embeddings of words, positions and token types. */
  EMBEDDINGS,
  /** Embeddings and encoder: only the pooler and the head learn. */
  ENCODER;

  boolean holds(Parameter parameter) {
    return switch (this) {
      case NONE -> false;
      case EMBEDDINGS -> parameter.isEmbeddings();
      case ENCODER -> parameter.isEncoders();
    };
  }
}

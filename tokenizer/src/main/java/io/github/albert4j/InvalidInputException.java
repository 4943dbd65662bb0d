package io.github.albert4j;

/**
 * What a caller handed in cannot be answered: a text without a mask, one that is too long, an id
 * out of range.
 *
 * @since 0.1.0
 */
public final class InvalidInputException extends AlbertException {
  public InvalidInputException(String message) {
    super(message);
  }
}

package io.github.albert4j;

/**
 * What every failure that albert4j foresees is thrown as: its message is one line that names the thing, what was
 * expected, what was found and what to do.
 *
 * @since 0.1.0
 */
public class AlbertException extends RuntimeException {
  public AlbertException(String message) {
    super(message);
  }

  public AlbertException(String message, Throwable cause) {
    super(message, cause);
  }
}

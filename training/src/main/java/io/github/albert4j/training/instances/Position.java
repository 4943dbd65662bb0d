package io.github.albert4j.training.instances;

import io.github.albert4j.InvalidInputException;

/**
 * A place in the endless stream of instances: what a checkpoint stores to go on from there.
 *
 * @param epoch how many times all of the text was seen before, from 0
 * @param index instances of this epoch that were seen
 * @since 0.1.0
 */
public record Position(long epoch, long index) {
  /** Where every stream begins. */
  public static final Position START = new Position(0, 0);

  /**
   * @throws InvalidInputException where a number is negative
   */
  public Position {
    if (epoch < 0 || index < 0) {
      throw new InvalidInputException(
          "a position in the data: expected numbers from 0, found " + epoch + " and " + index);
    }
  }
}

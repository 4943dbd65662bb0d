package io.github.albert4j.training.instances;

import io.github.albert4j.InvalidInputException;

/**
 * All instances of a source, epoch after epoch, without end; for one thread. Closing it leaves the
 * source open.
 *
 * @since 0.1.0
 */
public final class InstanceStream implements AutoCloseable {
  private final InstanceSource source;
  private final long seed;
  private InstanceSource.Epoch epoch;
  private long number;
  private long index;

  InstanceStream(InstanceSource source, long seed, Position position) {
    this.source = source;
    this.seed = seed;
    this.number = position.epoch();
    this.index = position.index();
    this.epoch = source.epoch(seed, number);
    if (index > epoch.size()) {
      throw new InvalidInputException(
          "a position in the data: epoch "
              + number
              + " has "
              + epoch.size()
              + " instances, found index "
              + index
              + ": it belongs to other data or other options");
    }
  }

  /** The next instance; after an epoch's last the next epoch's first. */
  public Instance next() {
    while (index == epoch.size()) {
      if (epoch.size() == 0) {
        throw new InvalidInputException("the data has no instance in epoch " + number);
      }
      epoch.close();
      number++;
      epoch = source.epoch(seed, number);
      index = 0;
    }
    return epoch.get(index++);
  }

  /** Where {@link #next} goes on. */
  public Position position() {
    return new Position(number, index);
  }

  @Override
  public void close() {
    epoch.close();
  }
}

package io.github.albert4j.training.instances;

import io.github.albert4j.InvalidInputException;

/**
 * Where a training's instances come from: text that is masked afresh in every epoch, or shards that
 * were written before.
 *
 * <pre>{@code
 * try (InstanceSource source = new TextInstances(corpus, InstanceOptions.of(128));
 *     InstanceStream stream = source.open(seed, Position.START)) {
 *   Instance instance = stream.next();
 *   Position here = stream.position(); // store it: open(seed, here) goes on with the same instances
 * }
 * }</pre>
 *
 * <p>An instance depends on the source, the seed, the epoch and its index there, and on nothing
 * else: not on threads, nor on what was read before. Sources and epochs are thread-safe, streams
 * are for one thread. A thread that is interrupted while it reads closes the files under all
 * others, as Java's channels do: workers are told to end in another way.
 *
 * @since 0.1.0
 */
public interface InstanceSource extends AutoCloseable {
  /** One pass through all of the text, in an order of its own; thread-safe. */
  interface Epoch extends AutoCloseable {
    /** How many instances the epoch has; with text this differs a little between epochs. */
    long size();

    /**
     * Makes the instance at a place of the epoch's order.
     *
     * @param index from 0, below {@link #size}
     */
    Instance get(long index);

    @Override
    void close();
  }

  /** Plans an epoch; for a corpus of 50 million words this takes less than a second. */
  Epoch epoch(long seed, long epoch);

  /**
   * Opens the endless stream at a position.
   *
   * @throws InvalidInputException where the position is not one of this source
   */
  default InstanceStream open(long seed, Position position) {
    return new InstanceStream(this, seed, position);
  }

  /**
   * What the instances depend on beside the seed, as a short hexadecimal text: equal for sources
   * that give the same instances. A checkpoint stores it, to refuse to go on with other data.
   */
  String fingerprint();

  /** The most tokens that an instance has. */
  int maxLength();

  /** The size of the vocabulary that the ids are of. */
  int vocabularySize();

  @Override
  void close();
}

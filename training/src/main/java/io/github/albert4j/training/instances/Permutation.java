package io.github.albert4j.training.instances;

/**
 * An order of {@code 0 … size - 1} that is computed and never stored: a Feistel network over the
 * smallest even number of bits that holds the size, walked on while the value is too large (Black
 * and Rogaway 2002). So a corpus of any size is shuffled as a whole in no memory. Immutable.
 */
final class Permutation {
  private static final int ROUNDS = 6;

  private final long size;
  private final int halfBits;
  private final long[] keys = new long[ROUNDS];

  Permutation(long size, Draws draws) {
    this.size = size;
    int bits = 64 - Long.numberOfLeadingZeros(Math.max(1, size - 1));
    this.halfBits = (bits + 1) / 2;
    for (int i = 0; i < ROUNDS; i++) {
      keys[i] = draws.nextLong();
    }
  }

  /** What stands at a place of the order. */
  long at(long place) {
    assert place >= 0 && place < size : place + " of " + size;
    long value = place;
    do {
      value = scatter(value);
    } while (value >= size); // at most four steps on average: the network's range is below 4 x size
    return value;
  }

  private long scatter(long value) {
    long mask = (1L << halfBits) - 1;
    long left = value >>> halfBits;
    long right = value & mask;
    for (long key : keys) {
      long next = left ^ Draws.mix(right + key) & mask;
      left = right;
      right = next;
    }
    return left << halfBits | right;
  }
}

package io.github.albert4j.training.instances;

/**
 * Random numbers that belong to a place instead of to a time: two {@code Draws} with the same key
 * give the same numbers, whatever was drawn elsewhere. SplitMix64 (Steele, Lea and Flood 2014),
 * started from a hash of the key. Not for more than one thread.
 */
final class Draws {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** What the numbers are for, so that no two purposes share them. */
  enum Purpose {
    TARGET_LENGTH,
    PAIR,
    MASK,
    ORDER
  }

  private long state;

  Draws(long seed, Purpose purpose, long epoch, long place) {
    long key = mix(seed + GOLDEN);
    key = mix(key ^ (purpose.ordinal() + 1) * GOLDEN);
    key = mix(key ^ (epoch + 1) * GOLDEN);
    this.state = mix(key ^ (place + 1) * GOLDEN);
  }

  /** A bijection that scatters all bits (Stafford's variant 13). */
  static long mix(long z) {
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  long nextLong() {
    state += GOLDEN;
    return mix(state);
  }

  /** From 0, below the bound. The bias is below bound / 2^32. */
  int nextInt(int bound) {
    assert bound > 0 : bound;
    return (int) ((nextLong() >>> 32) * bound >>> 32);
  }

  /** From 0, below the bound, for bounds beyond an int. */
  long nextLong(long bound) {
    return Math.multiplyHigh(nextLong() >>> 1, bound << 1);
  }

  /** From 0, below 1. */
  double nextDouble() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  /** True with a probability. */
  boolean chance(double probability) {
    return nextDouble() < probability;
  }
}

package io.github.albert4j.evaluation.baseline;

/**
 * How often each of many keys was met: a hash table with open addressing in two plain arrays, 12
 * bytes a slot, at most 70 % of them taken.
 */
final class LongCounts {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long[] keys = new long[1 << 16];
  private int[] counts = new int[1 << 16]; // 0: the slot is free
  private int size;

  /** Adds to a key's count. */
  void add(long key, int n) {
    int slot = slot(key);
    if (counts[slot] == 0) {
      keys[slot] = key;
      size++;
    }
    counts[slot] += n;
    if (size > keys.length / 10 * 7) {
      grow();
    }
  }

  /** A key's count, 0 for one that was never met. */
  int get(long key) {
    return counts[slot(key)];
  }

  /** How many keys there are. */
  int size() {
    return size;
  }

  /** Sees a key and its count. */
  interface Visitor {
    void visit(long key, int count);
  }

  /** Visits all keys, in no order that means anything. */
  void forEach(Visitor visitor) {
    for (int i = 0; i < keys.length; i++) {
      if (counts[i] != 0) {
        visitor.visit(keys[i], counts[i]);
      }
    }
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    int slot = (int) ((key * GOLDEN) >>> 32) & mask;
    while (counts[slot] != 0 && keys[slot] != key) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldCounts = counts;
    keys = new long[2 * oldKeys.length];
    counts = new int[2 * oldKeys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldCounts[i] != 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        counts[slot] = oldCounts[i];
      }
    }
  }
}

package io.github.albert4j.tokenizer;

import io.github.albert4j.InvalidInputException;
import java.util.Arrays;

/**
 * How often each of many strings was seen, as an open hash table over one pool of characters: a
 * corpus has some million distinct words, and an object for each would be most of the memory.
 * Strings are numbered in the order in which they were first seen.
 */
final class StringCounts {
  private char[] pool = new char[1 << 16];
  private int[] starts = new int[1 << 12]; // [size + 1], in the pool
  private int[] hashes = new int[1 << 12];
  private long[] counts = new long[1 << 12];
  private int[] slots = new int[1 << 13]; // number of the string + 1; 0 is free
  private int size;

  /** Counts the string {@code chars[from, to)} another {@code times}. */
  void add(char[] chars, int from, int to, long times) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + chars[i];
    }
    hash *= 0x9E3779B1; // spreads what differs only at the end
    hash ^= hash >>> 15;
    int mask = slots.length - 1;
    int slot = hash & mask;
    for (; slots[slot] != 0; slot = slot + 1 & mask) {
      int i = slots[slot] - 1;
      if (hashes[i] == hash && Arrays.equals(chars, from, to, pool, starts[i], starts[i + 1])) {
        counts[i] += times;
        return;
      }
    }
    slots[slot] = append(chars, from, to, hash, times) + 1;
    if (2 * size > slots.length) {
      rehash();
    }
  }

  private int append(char[] chars, int from, int to, int hash, long times) {
    int start = starts[size];
    int end = start + to - from;
    if (end < 0 || end > Integer.MAX_VALUE - 8) {
      throw new InvalidInputException("the text has too many distinct words: train on a sample");
    }
    if (end > pool.length) {
      pool = Arrays.copyOf(pool, room(pool.length, end));
    }
    if (size + 2 > starts.length) {
      int room = room(starts.length, size + 2);
      starts = Arrays.copyOf(starts, room);
      hashes = Arrays.copyOf(hashes, room);
      counts = Arrays.copyOf(counts, room);
    }
    System.arraycopy(chars, from, pool, start, to - from);
    starts[size + 1] = end;
    hashes[size] = hash;
    counts[size] = times;
    return size++;
  }

  private static int room(int have, int needed) {
    return (int) Math.max(needed, Math.min(2L * have, Integer.MAX_VALUE - 8));
  }

  private void rehash() {
    slots = new int[Math.multiplyExact(2, slots.length)];
    int mask = slots.length - 1;
    for (int i = 0; i < size; i++) {
      int slot = hashes[i] & mask;
      while (slots[slot] != 0) {
        slot = slot + 1 & mask;
      }
      slots[slot] = i + 1;
    }
  }

  /** How many distinct strings there are. */
  int size() {
    return size;
  }

  /** How often string {@code i} was seen. */
  long count(int i) {
    return counts[i];
  }

  /** Where string {@code i} begins in {@link #pool()}. */
  int start(int i) {
    return starts[i];
  }

  /** Where string {@code i} ends in {@link #pool()}. */
  int end(int i) {
    return starts[i + 1];
  }

  /** All strings, one after another. */
  char[] pool() {
    return pool;
  }

  String string(int i) {
    return new String(pool, starts[i], starts[i + 1] - starts[i]);
  }
}

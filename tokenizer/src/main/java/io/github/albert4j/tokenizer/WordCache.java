package io.github.albert4j.tokenizer;

import java.util.Arrays;

/**
 * The ids of words seen lately: some 8 MB when full. A fixed number of places, each holding one
 * word; threads read and write them without locks, which is safe because an entry never changes and
 * all its fields are final.
 */
final class WordCache {
  private static final int PLACES = 1 << 16;

  /** Longer words are too rare to be worth a place. */
  static final int LONGEST = 32;

  private record Entry(int hash, char[] word, int[] ids) {}

  private final Entry[] entries = new Entry[PLACES];

  /** The ids of the word in {@code text[from, to)}, or null. */
  int[] get(char[] text, int from, int to, int hash) {
    Entry entry = entries[place(hash)];
    if (entry == null || entry.hash != hash || entry.word.length != to - from) {
      return null;
    }
    char[] word = entry.word;
    for (int i = 0; i < word.length; i++) {
      if (word[i] != text[from + i]) {
        return null;
      }
    }
    return entry.ids;
  }

  void put(char[] text, int from, int to, int hash, int[] ids) {
    if (to - from <= LONGEST) {
      entries[place(hash)] = new Entry(hash, Arrays.copyOfRange(text, from, to), ids);
    }
  }

  private static int place(int hash) {
    return hash * 0x9E3779B1 >>> 16;
  }
}

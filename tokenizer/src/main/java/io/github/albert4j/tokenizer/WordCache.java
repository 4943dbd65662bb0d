package io.github.albert4j.tokenizer;

/**
 * The ids of words seen lately. A fixed number of places, each holding one word; threads read and
 * write them without locks, which is safe because an entry never changes and all its fields are
 * final.
 */
final class WordCache {
  private static final int PLACES = 1 << 14;

  /** Longer words are too rare to be worth a place. */
  static final int LONGEST = 32;

  private record Entry(int hash, char[] word, int[] ids) {}

  private final Entry[] entries = new Entry[PLACES];

  /** The ids of the word in {@code text[0, length)}, or null. */
  int[] get(char[] text, int length, int hash) {
    Entry entry = entries[place(hash)];
    if (entry == null || entry.hash != hash || entry.word.length != length) {
      return null;
    }
    char[] word = entry.word;
    for (int i = 0; i < length; i++) {
      if (word[i] != text[i]) {
        return null;
      }
    }
    return entry.ids;
  }

  void put(char[] text, int length, int hash, int[] ids) {
    if (length <= LONGEST) {
      entries[place(hash)] = new Entry(hash, java.util.Arrays.copyOf(text, length), ids);
    }
  }

  private static int place(int hash) {
    return hash * 0x9E3779B1 >>> 18;
  }
}

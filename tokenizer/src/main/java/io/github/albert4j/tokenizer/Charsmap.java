package io.github.albert4j.tokenizer;

import io.github.albert4j.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The normaliser's map inside a SentencePiece model: strings to their replacement, as a
 * double-array trie over UTF-8 (the "darts-clone" layout: 32-bit units) followed by the
 * replacements, each ended by a zero.
 */
final class Charsmap {
  private static final Charsmap EMPTY = new Charsmap(new int[0], new String[0], new int[0]);

  private final int[] units;

  /**
   * Replacements in the order of their offsets in the file, as the values in the trie index them.
   */
  private final String[] replacements;

  private final int[] replacementOffsets;

  private Charsmap(int[] units, String[] replacements, int[] replacementOffsets) {
    this.units = units;
    this.replacements = replacements;
    this.replacementOffsets = replacementOffsets;
  }

  /**
   * Reads the map and follows every path of the trie once, so that no text can lead out of it
   * later.
   *
   * @param blob {@code precompiled_charsmap}; empty for no map
   */
  static Charsmap read(byte[] blob, String file) {
    if (blob.length == 0) {
      return EMPTY;
    }
    ByteBuffer in = ByteBuffer.wrap(blob).order(ByteOrder.LITTLE_ENDIAN);
    long trieBytes = blob.length < 4 ? -1 : Integer.toUnsignedLong(in.getInt());
    if (trieBytes < 4 || trieBytes % 4 != 0 || trieBytes > blob.length - 4) {
      throw bad(
          file, "a trie inside its " + blob.length + " bytes", "one of " + trieBytes + " bytes");
    }
    int[] units = new int[(int) trieBytes / 4];
    in.asIntBuffer().get(units);
    int textStart = 4 + (int) trieBytes;
    if (textStart < blob.length && blob[blob.length - 1] != 0) {
      throw bad(file, "replacements that end with a zero byte", "an open end");
    }
    int count = 0;
    for (int i = textStart; i < blob.length; i++) {
      count += blob[i] == 0 ? 1 : 0;
    }
    String[] replacements = new String[count];
    int[] offsets = new int[count];
    int start = textStart;
    for (int i = textStart, n = 0; i < blob.length; i++) {
      if (blob[i] == 0) {
        offsets[n] = start - textStart;
        replacements[n++] = new String(blob, start, i - start, StandardCharsets.UTF_8);
        start = i + 1;
      }
    }
    Charsmap map = new Charsmap(units, replacements, offsets);
    map.followAllPaths(file);
    return map;
  }

  private static ModelFormatException bad(String file, String expected, String found) {
    return new ModelFormatException(file, "normalizer_spec.precompiled_charsmap", expected, found);
  }

  private static int offset(int unit) {
    return unit >>> 10 << ((unit & 1 << 9) >>> 6);
  }

  private static boolean hasLeaf(int unit) {
    return (unit >>> 8 & 1) != 0;
  }

  /** The label, with the top bit set for units that hold a value and so match no byte. */
  private static int label(int unit) {
    return unit & (1 << 31 | 0xFF);
  }

  /**
   * Visits each unit that can be reached, by way of the parents: unit {@code i} with label {@code
   * c} is the child of the node whose children start at {@code i ^ c}.
   */
  private void followAllPaths(String file) {
    int n = units.length;
    int[] firstChild = new int[n];
    int[] nextSibling = new int[n];
    Arrays.fill(firstChild, -1);
    for (int i = n - 1; i > 0; i--) {
      int label = label(units[i]);
      int base = i ^ label;
      if (label > 0 && base < n) {
        nextSibling[i] = firstChild[base];
        firstChild[base] = i;
      }
    }
    byte[] state = new byte[n]; // 0 unseen, 1 on the path, 2 done
    int[] path = new int[n + 1];
    int[] child = new int[n + 1];
    int depth = 0;
    path[0] = 0;
    child[0] = childrenOf(0, firstChild, file);
    state[0] = 1;
    while (depth >= 0) {
      int next = child[depth];
      if (next < 0) {
        state[path[depth--]] = 2;
        continue;
      }
      child[depth] = nextSibling[next];
      if (state[next] == 1) {
        throw bad(file, "a trie", "a cycle through unit " + next);
      }
      if (state[next] == 0) {
        state[next] = 1;
        path[++depth] = next;
        child[depth] = childrenOf(next, firstChild, file);
      }
    }
  }

  private int childrenOf(int node, int[] firstChild, String file) {
    int base = node ^ offset(units[node]);
    if (base >= units.length || base < 0) {
      throw bad(file, "offsets below " + units.length, "unit " + node + " that leads to " + base);
    }
    if (hasLeaf(units[node])) {
      int value = units[base] & 0x7FFFFFFF;
      if (Arrays.binarySearch(replacementOffsets, value) < 0) {
        throw bad(file, "the start of a replacement", "offset " + value);
      }
    }
    return firstChild[base];
  }

  /** Scratch of one thread: the longest match at a place. */
  static final class Match {
    int codePoints;
    String replacement;
  }

  /** Finds the longest key that begins at {@code at}; codePoints is 0 when there is none. */
  void longest(Spans text, int at, Match match) {
    match.codePoints = 0;
    if (units.length == 0) {
      return;
    }
    int node = offset(units[0]);
    for (int i = at; i < text.length; i++) {
      int c = text.codePoints[i];
      int bytes = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
      for (int b = 0; b < bytes; b++) {
        int value = utf8(c, bytes, b);
        node ^= value;
        if (node >= units.length || label(units[node]) != value) {
          return;
        }
        int unit = units[node];
        node ^= offset(unit);
        if (hasLeaf(unit) && b == bytes - 1) {
          match.codePoints = i - at + 1;
          int place = Arrays.binarySearch(replacementOffsets, units[node] & 0x7FFFFFFF);
          match.replacement = replacements[place];
        }
      }
    }
  }

  /** Whether some string of printable ASCII alone has a replacement; in nmt_nfkc none has. */
  boolean rewritesAscii() {
    return units.length > 0 && rewritesAscii(offset(units[0]), 0);
  }

  private boolean rewritesAscii(int base, int depth) {
    for (int c = 0x21; c < 0x7F; c++) {
      int child = base ^ c;
      if (child < units.length && label(units[child]) == c) {
        if (hasLeaf(units[child])
            || depth > 8
            || rewritesAscii(child ^ offset(units[child]), depth + 1)) {
          return true;
        }
      }
    }
    return false;
  }

  private static int utf8(int c, int bytes, int index) {
    int shift = 6 * (bytes - 1 - index);
    if (index > 0) {
      return 0x80 | c >>> shift & 0x3F;
    }
    return switch (bytes) {
      case 1 -> c;
      case 2 -> 0xC0 | c >>> shift;
      case 3 -> 0xE0 | c >>> shift;
      default -> 0xF0 | c >>> shift;
    };
  }
}

package io.github.albert4j.tokenizer;

import io.github.albert4j.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code [CLS] A [SEP]} or {@code [CLS] A [SEP] B [SEP]} from tokens, cut to a length or into
 * windows, and padded, as the options ask.
 */
final class Template {
  private final SpecialTokens special;
  private final Tokens first;
  private final Tokens second; // null for a single text
  private final EncodeOptions options;
  private final int added;

  Template(SpecialTokens special, Tokens first, Tokens second, EncodeOptions options) {
    this.special = special;
    this.first = first;
    this.second = second;
    this.options = options;
    this.added = !options.addSpecialTokens() ? 0 : second == null ? 2 : 3;
  }

  Encoding encode() {
    int a = first.length();
    int b = second == null ? 0 : second.length();
    int limit = options.maxLength();
    if (limit == 0 || a + b + added <= limit) {
      return encoding(0, a, 0, b, List.of());
    }
    return switch (options.truncation()) {
      case NONE ->
          throw new InvalidInputException(
              "the text has "
                  + (a + b + added)
                  + " pieces, more than the "
                  + limit
                  + " allowed: shorten it, or ask for truncation");
      case LONGEST_FIRST -> second == null ? windows(limit) : cutLongest(a, b, limit);
      case ONLY_FIRST, ONLY_SECOND -> windows(limit);
    };
  }

  /**
   * Takes one token at a time from the end of the longer side, from the second when they are equal.
   */
  private Encoding cutLongest(int a, int b, int limit) {
    if (options.overflow()) {
      throw new InvalidInputException(
          "windows over a pair need truncation only_first or only_second, not longest_first");
    }
    int room = room(limit, 0);
    int keptA = a;
    int keptB = b;
    while (keptA + keptB > room) {
      if (keptA > keptB) {
        keptA--;
      } else {
        keptB--;
      }
    }
    return encoding(0, keptA, 0, keptB, List.of());
  }

  private Encoding windows(int limit) {
    boolean cutSecond = options.truncation() == Truncation.ONLY_SECOND;
    if (cutSecond && second == null) {
      throw new InvalidInputException("truncation only_second needs a second text");
    }
    int a = first.length();
    int b = second == null ? 0 : second.length();
    int room = room(limit, cutSecond ? a : b);
    int cut = cutSecond ? b : a;
    if (options.overflow() && options.stride() >= room) {
      throw new InvalidInputException(
          "a stride of "
              + options.stride()
              + " leaves no step in windows of "
              + room
              + " pieces: make it smaller, or the length larger");
    }
    List<Encoding> overflow = new ArrayList<>();
    if (options.overflow()) {
      for (int from = room - options.stride();
          from + options.stride() < cut;
          from += room - options.stride()) {
        int to = Math.min(cut, from + room);
        overflow.add(
            cutSecond ? encoding(0, a, from, to, List.of()) : encoding(from, to, 0, b, List.of()));
      }
    }
    int kept = Math.min(room, cut);
    return cutSecond ? encoding(0, a, 0, kept, overflow) : encoding(0, kept, 0, b, overflow);
  }

  private int room(int limit, int other) {
    int room = limit - added - other;
    if (room < 0 || room == 0 && other > 0) {
      throw new InvalidInputException(
          "a length of "
              + limit
              + " leaves no room beside "
              + added
              + " special tokens"
              + (other > 0 ? " and the " + other + " pieces of the other text" : "")
              + ": make it larger");
    }
    return room;
  }

  private Encoding encoding(int fromA, int toA, int fromB, int toB, List<Encoding> overflow) {
    int length = toA - fromA + toB - fromB + added;
    int padded = options.padToMaxLength() ? Math.max(length, options.maxLength()) : length;
    int[] ids = new int[padded];
    int[] types = new int[padded];
    int[] attention = new int[padded];
    int[] mask = new int[padded];
    int[] starts = new int[padded];
    int[] ends = new int[padded];
    List<String> pieces = new ArrayList<>(padded);
    Arrays.fill(attention, 0, length, 1);
    int at = 0;
    if (added > 0) {
      at = special(at, special.cls, "[CLS]", ids, mask, pieces);
    }
    at = copy(first, fromA, toA, at, ids, starts, ends, pieces);
    if (added > 0) {
      at = special(at, special.sep, "[SEP]", ids, mask, pieces);
    }
    if (second != null) {
      int begin = at;
      at = copy(second, fromB, toB, at, ids, starts, ends, pieces);
      if (added > 0) {
        at = special(at, special.sep, "[SEP]", ids, mask, pieces);
      }
      Arrays.fill(types, begin, at, 1);
    }
    while (at < padded) {
      at = special(at, special.pad, "<pad>", ids, mask, pieces);
    }
    return new Encoding(ids, types, attention, mask, pieces, starts, ends, overflow);
  }

  private static int special(
      int at, int id, String name, int[] ids, int[] mask, List<String> pieces) {
    ids[at] = id;
    mask[at] = 1;
    pieces.add(name);
    return at + 1;
  }

  private static int copy(
      Tokens tokens,
      int from,
      int to,
      int at,
      int[] ids,
      int[] starts,
      int[] ends,
      List<String> pieces) {
    int n = to - from;
    System.arraycopy(tokens.ids, from, ids, at, n);
    System.arraycopy(tokens.starts, from, starts, at, n);
    System.arraycopy(tokens.ends, from, ends, at, n);
    pieces.addAll(tokens.pieces.subList(from, to));
    return at + n;
  }
}

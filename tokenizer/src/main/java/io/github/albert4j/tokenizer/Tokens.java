package io.github.albert4j.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The pieces of one text with their places in it, before special tokens and truncation. */
final class Tokens {
  int[] ids = new int[16];
  int[] starts = new int[16];
  int[] ends = new int[16];
  final List<String> pieces = new ArrayList<>();

  int length() {
    return pieces.size();
  }

  void add(int id, String piece, int start, int end) {
    int at = pieces.size();
    if (at == ids.length) {
      ids = Arrays.copyOf(ids, 2 * at);
      starts = Arrays.copyOf(starts, 2 * at);
      ends = Arrays.copyOf(ends, 2 * at);
    }
    ids[at] = id;
    starts[at] = start;
    ends[at] = end;
    pieces.add(piece);
  }

  /**
   * Adds a piece of normalised text with the span of its characters, a leading {@code ▁} not
   * counted.
   */
  void add(int id, Normalized text, int from, int to) {
    int first = from < to && text.chars[from] == SentencePieceModel.SPACE ? from + 1 : from;
    int start;
    int end;
    if (first == to) {
      while (first < text.length && text.chars[first] == SentencePieceModel.SPACE) {
        first++;
      }
      start = first < text.length ? text.starts[first] : text.originalEnd;
      end = start;
    } else {
      start = text.starts[first];
      end = text.ends[first];
      for (int i = first + 1; i < to; i++) {
        start = Math.min(start, text.starts[i]);
        end = Math.max(end, text.ends[i]);
      }
    }
    add(id, text.substring(from, to), start, end);
  }
}

package io.github.albert4j.training.wikipedia;

import java.util.Arrays;

/**
 * The cleaner's second step: which brackets belong together. As MediaWiki's preprocessor does, one
 * pass with one stack pairs <code>{{…}}</code>, <code>{{{…}}}</code>, {@code [[…]]} and {@code
 * [http://…]}; what was left open is skipped when something around it ends.
 *
 * <p>Kept between pages for its arrays; not for more than one thread.
 */
final class Brackets {
  private static final int BRACES = 0;
  private static final int LINK = 1;
  private static final int EXTERNAL = 2;

  /** Where the pair that opens here ends (after its last bracket), 0 where none opens. */
  private int[] ends = new int[1 << 16];

  /** The opening runs: position, kind, and how many braces are not paired yet. */
  private int[] positions = new int[64];

  private int[] kinds = new int[64];
  private int[] counts = new int[64];
  private int depth;
  private int braces;

  /** Pairs the brackets of a text; the answers before are forgotten. */
  void pair(String text) {
    if (ends.length < text.length()) {
      ends = new int[Math.max(text.length(), 2 * ends.length)];
    } else {
      Arrays.fill(ends, 0, text.length(), 0);
    }
    depth = 0;
    braces = 0;
    for (int at = 0; at < text.length(); ) {
      at =
          switch (text.charAt(at)) {
            case '{' -> open(at, run(text, at), BRACES);
            case '}' -> closeBraces(at, run(text, at));
            case '[' -> openLink(text, at);
            case ']' -> closeLink(text, at);
            case '\n' -> endLine(at);
            default -> at + 1;
          };
    }
  }

  /** Where the pair that opens here ends, or 0. */
  int end(int at) {
    return ends[at];
  }

  private static int run(String text, int at) {
    int to = at + 1;
    while (to < text.length() && text.charAt(to) == text.charAt(at)) {
      to++;
    }
    return to - at;
  }

  private int open(int at, int count, int kind) {
    if (kind == BRACES && count < 2) {
      return at + 1;
    }
    if (depth == positions.length) {
      positions = Arrays.copyOf(positions, 2 * depth);
      kinds = Arrays.copyOf(kinds, 2 * depth);
      counts = Arrays.copyOf(counts, 2 * depth);
    }
    positions[depth] = at;
    kinds[depth] = kind;
    counts[depth++] = count;
    braces += kind == BRACES ? 1 : 0;
    return at + count;
  }

  private void pop() {
    depth--;
    braces -= kinds[depth] == BRACES ? 1 : 0;
  }

  private int closeBraces(int at, int count) {
    int from = at;
    int left = count;
    while (left >= 2 && braces > 0) {
      while (kinds[depth - 1] != BRACES) {
        pop(); // a link that was left open
      }
      int top = depth - 1;
      int n = Math.min(3, Math.min(left, counts[top]));
      counts[top] -= n;
      from += n;
      left -= n;
      ends[positions[top] + counts[top]] = from;
      if (counts[top] < 2) {
        pop();
      }
    }
    return at + count;
  }

  private int openLink(String text, int at) {
    int count = run(text, at);
    if (Urls.startsAt(text, at + count)) {
      open(at + count - 1, 1, EXTERNAL); // [[http://…]] is one in brackets
    } else if (count >= 2) {
      open(at + count - 2, 2, LINK);
    }
    return at + count;
  }

  private int closeLink(String text, int at) {
    if (depth > 0 && kinds[depth - 1] == EXTERNAL) {
      ends[positions[depth - 1]] = at + 1;
      pop();
      return at + 1;
    }
    boolean two = at + 1 < text.length() && text.charAt(at + 1) == ']';
    if (two && depth > 0 && kinds[depth - 1] == LINK) {
      ends[positions[depth - 1]] = at + 2;
      pop();
    }
    return two ? at + 2 : at + 1;
  }

  /** External links end with their line. */
  private int endLine(int at) {
    while (depth > 0 && kinds[depth - 1] == EXTERNAL) {
      pop();
    }
    return at + 1;
  }
}

package io.github.albert4j.pipeline;

import java.util.List;

/**
 * The part of a text that a row {@code [CLS] question [SEP] part [SEP]} holds, where a text is read
 * in windows that overlap.
 *
 * @param from the first piece of the text in it
 * @param length how many there are
 * @param offset where in the row the first one stands
 * @since 0.1.0
 */
public record TextWindow(int from, int length, int offset) {
  /** Prefers the longer of windows that show as much on the narrower side. */
  private static final double OF_LENGTH = 0.01;

  /** The piece of the text at a token of the row. */
  public int piece(int token) {
    return token - offset + from;
  }

  private boolean holds(int piece) {
    return piece >= from && piece < from + length;
  }

  /** How much of the text stands on a piece's narrower side. */
  private double context(int piece) {
    return Math.min(piece - from, from + length - 1 - piece) + OF_LENGTH * length;
  }

  /**
   * Whether one of a text's windows shows a piece with the most of the text around it; of equals it
   * is the first (reference {@code squad_utils.py}, {@code _check_is_max_context}). A piece is an
   * answer's start in that window only: the others know less of it.
   *
   * @param windows all of the text
   * @param which of them
   * @param piece of the text
   */
  public static boolean hasMostContext(List<TextWindow> windows, int which, int piece) {
    if (!windows.get(which).holds(piece)) {
      return false;
    }
    double own = windows.get(which).context(piece);
    for (int i = 0; i < windows.size(); i++) {
      TextWindow other = windows.get(i);
      if (other.holds(piece)
          && (other.context(piece) > own || i < which && other.context(piece) == own)) {
        return false;
      }
    }
    return true;
  }
}

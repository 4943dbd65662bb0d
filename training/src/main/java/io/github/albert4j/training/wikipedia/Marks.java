package io.github.albert4j.training.wikipedia;

/**
 * Characters of Unicode's private use area that travel from one step of the cleaner to the next.
 * Those of a page's own are removed first: nobody's prose has them.
 */
final class Marks {
  /**
   * Stands where something was taken out, so that the spaces and commas around it can be mended.
   */
  static final char GAP = '\uE100';

  private static final char FIRST_LITERAL = '\uE000';
  private static final int LITERALS = 128;

  private Marks() {}

  /** A character that is only text, as in {@code <nowiki>}: no later step takes it for markup. */
  static char literal(char c) {
    return c < LITERALS && !Character.isLetterOrDigit(c) ? (char) (FIRST_LITERAL + c) : c;
  }

  /** What a {@link #literal} stands for; any other character is itself. */
  static char unmasked(char c) {
    return c >= FIRST_LITERAL && c < FIRST_LITERAL + LITERALS ? (char) (c - FIRST_LITERAL) : c;
  }

  static boolean isReserved(char c) {
    return c >= FIRST_LITERAL && c <= GAP;
  }
}

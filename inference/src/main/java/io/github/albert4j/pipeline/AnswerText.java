package io.github.albert4j.pipeline;

/**
 * Makes answers of spans of a context.
 *
 * @param wholeWords whether a span is widened to whole runs of what is not white space
 */
record AnswerText(String context, boolean wholeWords) {
  Answer answer(double score, int from, int to) {
    int start = from;
    int end = to;
    if (wholeWords) {
      while (start > 0 && !isSpace(context.charAt(start - 1))) {
        start--;
      }
      while (end < context.length() && !isSpace(context.charAt(end))) {
        end++;
      }
    }
    return new Answer(score, start, end, context.substring(start, end));
  }

  /** The answer that there is none. */
  static Answer none(double score) {
    return new Answer(score, 0, 0, "");
  }

  /** Unicode's White_Space, and the separators that Java counts besides; all are one char. */
  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
  }
}

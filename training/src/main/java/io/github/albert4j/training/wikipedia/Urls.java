package io.github.albert4j.training.wikipedia;

/** Addresses on the web, as wikitext has them. */
final class Urls {
  private static final String[] SCHEMES = {"http://", "https://", "ftp://", "//", "mailto:"};

  private Urls() {}

  /** Whether an external link's address may start here, after its bracket. */
  static boolean startsAt(String text, int at) {
    for (String scheme : SCHEMES) {
      if (text.regionMatches(true, at, scheme, 0, scheme.length())) {
        return true;
      }
    }
    return false;
  }

  /** Whether a bare address starts here, in the middle of a text. */
  static boolean bareStartsAt(String text, int at) {
    char c = text.charAt(at);
    return (c == 'h' || c == 'H')
        && (text.regionMatches(true, at, "http://", 0, 7)
            || text.regionMatches(true, at, "https://", 0, 8));
  }

  /** Where the address ends that starts here. */
  static int end(String text, int from, int limit) {
    int at = from;
    while (at < limit && !isEnd(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isEnd(char c) {
    return c <= ' '
        || c == '['
        || c == ']'
        || c == '<'
        || c == '>'
        || c == '"'
        || c == '{'
        || c == '}'
        || c == '|'
        || c == '\u00A0'
        || c == Marks.GAP;
  }
}

package io.github.albert4j.training.wikipedia;

/**
 * Takes the apostrophes for bold and italics out of a line. As MediaWiki's {@code doAllQuotes}:
 * five or three are marks, four are an apostrophe before three, more are apostrophes before five;
 * and where both kinds are left open, one three was an apostrophe before two, as in {@code
 * ''Life'''s}.
 */
final class Quotes {
  private Quotes() {}

  static String remove(String line) {
    if (!line.contains("''")) {
      return line;
    }
    int apostrophe = apostropheOfThree(line);
    StringBuilder out = new StringBuilder(line.length());
    for (int at = 0; at < line.length(); ) {
      int count = run(line, at);
      if (count < 2) {
        out.append(line.charAt(at++));
        continue;
      }
      int kept = count == 4 ? 1 : Math.max(0, count - 5);
      out.append("'".repeat(at == apostrophe ? 1 : Math.min(1, kept)));
      at += count;
    }
    return out.toString();
  }

  /** The start of the run of three whose first is text, or -1. */
  private static int apostropheOfThree(String line) {
    int bold = 0;
    int italic = 0;
    int afterLetter = -1; // a word of one letter before it, as in l'''amour''
    int afterWord = -1;
    int afterSpace = -1;
    for (int at = 0; at < line.length(); ) {
      int count = run(line, at);
      if (count == 2 || count >= 5) {
        italic++;
      }
      if (count >= 3) {
        bold++;
      }
      if (count == 3 || count == 4) {
        int start = at + count - 3;
        boolean space = start == 0 || line.charAt(start - 1) == ' ';
        boolean letter = !space && (start == 1 || line.charAt(start - 2) == ' ');
        if (space) {
          afterSpace = afterSpace < 0 ? at : afterSpace;
        } else if (letter) {
          afterLetter = afterLetter < 0 ? at : afterLetter;
        } else {
          afterWord = afterWord < 0 ? at : afterWord;
        }
      }
      at += Math.max(1, count);
    }
    if (bold % 2 == 0 || italic % 2 == 0) {
      return -1;
    }
    return afterLetter >= 0 ? afterLetter : afterWord >= 0 ? afterWord : afterSpace;
  }

  private static int run(String line, int at) {
    int to = at;
    while (to < line.length() && line.charAt(to) == '\'') {
      to++;
    }
    return to - at;
  }
}

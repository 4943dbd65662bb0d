package io.github.albert4j.tokenizer;

/**
 * ALBERT's own normalisation, before SentencePiece's (google-research/albert, {@code
 * tokenization.py}, {@code preprocess_text}): white space to single spaces, NFKD, combining marks
 * dropped, lower case. Each result knows where it came from.
 */
final class Cleaner {
  private static final int CAPITAL_SIGMA = 0x3A3;
  private static final int SMALL_SIGMA = 0x3C3;
  private static final int FINAL_SIGMA = 0x3C2;

  private final TokenizerOptions options;

  Cleaner(TokenizerOptions options) {
    this.options = options;
  }

  /** Cleans units {@code [from, to)} of the text. */
  Spans clean(String text, int from, int to) {
    Spans spaced = collapse(text, from, to);
    if (options.mapQuotes()) {
      spaced = mapQuotes(spaced);
    }
    Spans plain = options.keepAccents() ? spaced : dropAccents(spaced);
    return options.lowerCase() ? lower(plain) : plain;
  }

  /** Splits at white space and joins with single spaces; a lone surrogate becomes U+FFFD. */
  private static Spans collapse(String text, int from, int to) {
    Spans out = new Spans(to - from);
    boolean space = false;
    for (int i = from; i < to; ) {
      char unit = text.charAt(i);
      int codePoint = unit;
      int next = i + 1;
      if (Character.isSurrogate(unit)) {
        if (Character.isHighSurrogate(unit)
            && next < to
            && Character.isLowSurrogate(text.charAt(next))) {
          codePoint = Character.toCodePoint(unit, text.charAt(next++));
        } else {
          codePoint = 0xFFFD;
        }
      }
      if (UnicodeTables.isSpace(codePoint)) {
        space = true;
      } else {
        if (space && out.length > 0) {
          out.add(' ', i, i);
        }
        space = false;
        out.add(codePoint, i, next);
      }
      i = next;
    }
    return out;
  }

  private static Spans mapQuotes(Spans in) {
    Spans out = new Spans(in.length);
    for (int i = 0; i < in.length; i++) {
      int c = in.codePoints[i];
      if ((c == '`' || c == '\'') && i + 1 < in.length && in.codePoints[i + 1] == c) {
        out.add('"', in.starts[i], in.ends[i + 1]);
        i++;
      } else {
        out.add(c, in.starts[i], in.ends[i]);
      }
    }
    return out;
  }

  private static Spans dropAccents(Spans in) {
    Spans out = new Spans(in.length);
    for (int i = 0; i < in.length; i++) {
      int c = in.codePoints[i];
      if (c < 0x80) {
        out.add(c, in.starts[i], in.ends[i]);
        continue;
      }
      int first = out.length;
      UnicodeTables.decompose(c, in.starts[i], in.ends[i], out);
      int kept = first;
      for (int j = first; j < out.length; j++) {
        if (!UnicodeTables.isMark(out.codePoints[j])) {
          out.codePoints[kept++] = out.codePoints[j];
        }
      }
      out.length = kept; // the parts of one character share its span
    }
    return out;
  }

  private static Spans lower(Spans in) {
    Spans out = new Spans(in.length);
    for (int i = 0; i < in.length; i++) {
      int c = in.codePoints[i];
      if (c < 0x80) {
        out.add(c >= 'A' && c <= 'Z' ? c + 32 : c, in.starts[i], in.ends[i]);
      } else if (c == CAPITAL_SIGMA) {
        out.add(isFinal(in, i) ? FINAL_SIGMA : SMALL_SIGMA, in.starts[i], in.ends[i]);
      } else {
        UnicodeTables.lower(c, in.starts[i], in.ends[i], out);
      }
    }
    return out;
  }

  /**
   * A sigma ends a word when a cased letter stands before it and none after, looking past
   * ignorables.
   */
  private static boolean isFinal(Spans in, int sigma) {
    int before = sigma - 1;
    while (before >= 0 && UnicodeTables.isCaseIgnorable(in.codePoints[before])) {
      before--;
    }
    if (before < 0 || !UnicodeTables.isCased(in.codePoints[before])) {
      return false;
    }
    int after = sigma + 1;
    while (after < in.length && UnicodeTables.isCaseIgnorable(in.codePoints[after])) {
      after++;
    }
    return after == in.length || !UnicodeTables.isCased(in.codePoints[after]);
  }
}

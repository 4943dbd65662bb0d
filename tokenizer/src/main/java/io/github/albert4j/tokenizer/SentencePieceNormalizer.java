package io.github.albert4j.tokenizer;

/**
 * SentencePiece's normaliser (sentencepiece, {@code normalizer.cc}): the model's map of strings to
 * replacements, spaces removed at the ends and between, a dummy space in front, spaces as {@code
 * ▁}.
 */
final class SentencePieceNormalizer {
  private final Charsmap charsmap;
  private final boolean addDummyPrefix;
  private final boolean removeExtraWhitespaces;
  private final PieceTrie userDefined;

  SentencePieceNormalizer(SentencePieceModel model, PieceTrie userDefined) {
    this.charsmap = model.charsmap();
    this.addDummyPrefix = model.addDummyPrefix();
    this.removeExtraWhitespaces = model.removeExtraWhitespaces();
    this.userDefined = userDefined;
  }

  /**
   * Normalises all of {@code in}.
   *
   * @param originalEnd where the text that it came from ends
   */
  Normalized normalize(Spans in, int originalEnd) {
    Normalized out = new Normalized(in.length + 8, originalEnd);
    Charsmap.Match match = new Charsmap.Match();
    int at = 0;
    if (removeExtraWhitespaces) {
      at = skipLeadingSpaces(in, match);
    }
    if (at == in.length) {
      return out;
    }
    if (addDummyPrefix) {
      out.addUnit(SentencePieceModel.SPACE, in.starts[at], in.starts[at]);
    }
    boolean afterSpace = removeExtraWhitespaces;
    while (at < in.length) {
      int kept = userDefined.longest(in, at);
      match.codePoints = 0;
      if (kept == 0) {
        charsmap.longest(in, at, match);
      }
      int taken = Math.max(1, Math.max(kept, match.codePoints));
      if (match.codePoints > 0) {
        int start = in.starts[at];
        int end = in.ends[at];
        for (int i = at + 1; i < at + taken; i++) {
          start = Math.min(start, in.starts[i]);
          end = Math.max(end, in.ends[i]);
        }
        afterSpace = append(match.replacement, start, end, afterSpace, out);
      } else {
        for (int i = at; i < at + taken; i++) {
          afterSpace = append(in.codePoints[i], in.starts[i], in.ends[i], afterSpace, out);
        }
      }
      if (!removeExtraWhitespaces) {
        afterSpace = false;
      }
      at += taken;
    }
    if (removeExtraWhitespaces) {
      while (out.length > 0 && out.chars[out.length - 1] == SentencePieceModel.SPACE) {
        out.length--;
      }
    }
    return out;
  }

  private int skipLeadingSpaces(Spans in, Charsmap.Match match) {
    int at = 0;
    while (at < in.length && userDefined.longest(in, at) == 0) {
      charsmap.longest(in, at, match);
      if (match.codePoints > 0 ? !match.replacement.equals(" ") : in.codePoints[at] != ' ') {
        break;
      }
      at += Math.max(1, match.codePoints);
    }
    return at;
  }

  private static boolean append(
      String replacement, int start, int end, boolean afterSpace, Normalized out) {
    boolean dropSpace = afterSpace;
    boolean result = afterSpace;
    for (int i = 0; i < replacement.length(); i++) {
      char unit = replacement.charAt(i);
      if (unit == ' ' && dropSpace) {
        continue; // spaces at the front of a replacement, after a space
      }
      dropSpace = false;
      result = unit == ' ';
      out.addUnit(unit == ' ' ? SentencePieceModel.SPACE : unit, start, end);
    }
    return result;
  }

  private static boolean append(
      int codePoint, int start, int end, boolean afterSpace, Normalized out) {
    if (codePoint == ' ') {
      if (!afterSpace) {
        out.addUnit(SentencePieceModel.SPACE, start, end);
      }
      return true;
    }
    out.add(codePoint, start, end);
    return false;
  }
}

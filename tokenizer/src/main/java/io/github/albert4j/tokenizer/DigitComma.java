package io.github.albert4j.tokenizer;

/**
 * ALBERT's rule for numbers (google-research/albert, {@code tokenization.py}, {@code
 * encode_pieces}): a piece that ends in a comma after a digit is split again without the comma, and
 * the comma stands alone.
 */
final class DigitComma {
  private final SentencePiece sentencePiece;
  private final int commaId;

  DigitComma(SentencePiece sentencePiece) {
    this.sentencePiece = sentencePiece;
    int comma = sentencePiece.model().id(",");
    this.commaId = comma < 0 ? sentencePiece.unigram.unknownId : comma;
  }

  static boolean applies(char[] text, int from, int to) {
    if (to - from < 2 || text[to - 1] != ',') {
      return false;
    }
    return UnicodeTables.isDigit(Character.codePointBefore(text, to - 1, from));
  }

  /** Adds the piece at {@code [from, to)}, split again. */
  void add(Normalized text, int from, int to, Unigram.Scratch scratch, Tokens out) {
    Spans rest = new Spans(to - from);
    for (int i = from; i < to - 1; ) {
      int c = Character.codePointAt(text.chars, i, to - 1);
      if (c != SentencePieceModel.SPACE) {
        rest.add(c, text.starts[i], text.ends[i]);
      }
      i += Character.charCount(c);
    }
    Normalized again = sentencePiece.normalize(rest, text.originalEnd);
    Segments segments = new Segments();
    sentencePiece.unigram.split(again, scratch, segments);
    boolean hadSpace = text.chars[from] == SentencePieceModel.SPACE;
    for (int i = 0; i < segments.length; i++) {
      int start = segments.from[i];
      int id = segments.ids[i];
      if (i == 0 && !hadSpace && again.chars[start] == SentencePieceModel.SPACE) {
        start++; // the space that the second split put in front
        if (start == segments.to[i]) {
          continue;
        }
        int known = sentencePiece.model().id(again.substring(start, segments.to[i]));
        id = known < 0 ? sentencePiece.unigram.unknownId : known;
      }
      out.add(id, again, start, segments.to[i]);
    }
    out.add(commaId, ",", text.starts[to - 1], text.ends[to - 1]);
  }
}

package io.github.albert4j.tokenizer;

import java.util.Arrays;

/**
 * Ids and nothing else, for bulk work: a word is looked up, its ASCII letters in lower case; where
 * it is not known, one of plain ASCII needs no cleaning, and all others take the full way. Gives
 * what {@link AlbertTokenizer#encode} gives, where words are separable.
 */
final class FastIds {
  private final SentencePiece sentencePiece;
  private final Cleaner cleaner;
  private final DigitComma digitComma;
  private final boolean lowerCase;
  private final boolean mapQuotes;
  private final WordCache cache = new WordCache();

  FastIds(
      SentencePiece sentencePiece,
      Cleaner cleaner,
      DigitComma digitComma,
      TokenizerOptions options) {
    this.sentencePiece = sentencePiece;
    this.cleaner = cleaner;
    this.digitComma = digitComma;
    this.lowerCase = options.lowerCase();
    this.mapQuotes = options.mapQuotes();
  }

  /** One call's state. */
  private static final class Run {
    final Unigram.Scratch scratch = new Unigram.Scratch();
    final Segments segments = new Segments();

    /** The text behind one unit more, so that each word has a place for its {@code ▁} in front. */
    final char[] chars;

    int[] ids;
    int length;

    Run(String text) {
      chars = new char[text.length() + 1];
      text.getChars(0, text.length(), chars, 1);
      ids = new int[text.length() / 4 + 8];
    }

    void add(int[] more) {
      if (length + more.length > ids.length) {
        ids = Arrays.copyOf(ids, Math.max(2 * ids.length, length + more.length));
      }
      for (int id : more) {
        ids[length++] = id;
      }
    }
  }

  /**
   * The text's ids, or null where its words are not separable after all: a {@code ▁} written in it
   * counts as a space, which is dropped at the end of a text, not of a word.
   */
  int[] encode(String text) {
    if (text.indexOf(SentencePieceModel.SPACE) >= 0) {
      return null;
    }
    Run run = new Run(text);
    char[] chars = run.chars;
    int end = chars.length;
    for (int at = 1; at < end; at++) {
      int start = at;
      int hash = 17;
      boolean plain = true;
      for (; at < end; at++) {
        char c = chars[at];
        if (c < 'a' || c > 'z') { // most are small letters
          if (c >= 'A' && c <= 'Z') {
            if (lowerCase) {
              c += 'a' - 'A';
              chars[at] = c;
            }
          } else if (c <= ' ' || c >= 0x7F) {
            if (UnicodeTables.isSpace(c)) {
              break;
            }
            plain = false;
          } else if (mapQuotes && (c == '`' || c == '\'')) {
            plain = false;
          }
        }
        hash = 31 * hash + c;
      }
      if (at > start) {
        int[] ids = cache.get(chars, start, at, hash);
        if (ids == null) {
          ids = plain ? plainWord(run, start, at) : full(run, text, start - 1, at - 1);
          cache.put(chars, start, at, hash, ids);
        }
        run.add(ids);
      }
    }
    return Arrays.copyOf(run.ids, run.length);
  }

  private int[] plainWord(Run run, int from, int to) {
    char[] chars = run.chars;
    chars[from - 1] = SentencePieceModel.SPACE; // white space stood there, or nothing
    run.segments.length = 0;
    sentencePiece.unigram.split(chars, from - 1, to, run.scratch, run.segments);
    for (int i = 0; i < run.segments.length; i++) {
      if (DigitComma.applies(chars, run.segments.from[i], run.segments.to[i])) {
        return full(run, new String(chars, from, to - from), 0, to - from);
      }
    }
    return Arrays.copyOf(run.segments.ids, run.segments.length);
  }

  /** All rules, for one word. */
  private int[] full(Run run, String text, int from, int to) {
    Tokens tokens = new Tokens();
    Normalized normalized = sentencePiece.normalize(cleaner.clean(text, from, to), to);
    run.segments.length = 0;
    sentencePiece.unigram.split(normalized, run.scratch, run.segments);
    Segments segments = run.segments;
    for (int i = 0; i < segments.length; i++) {
      if (DigitComma.applies(normalized.chars, segments.from[i], segments.to[i])) {
        digitComma.add(normalized, segments.from[i], segments.to[i], run.scratch, tokens);
      } else {
        tokens.add(segments.ids[i], normalized, segments.from[i], segments.to[i]);
      }
    }
    return Arrays.copyOf(tokens.ids, tokens.length());
  }
}

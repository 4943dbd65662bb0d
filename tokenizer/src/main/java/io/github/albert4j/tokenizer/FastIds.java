package io.github.albert4j.tokenizer;

import java.util.Arrays;

/**
 * Ids and nothing else, for bulk work: words of plain ASCII are lower-cased in place and looked up,
 * all others take the full way. Gives what {@link AlbertTokenizer#encode} gives, where words are
 * separable.
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
    char[] word = new char[64];
    int[] ids;
    int length;

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
    Run run = new Run();
    int n = text.length();
    run.ids = new int[n / 4 + 8];
    run.word[0] = SentencePieceModel.SPACE;
    for (int at = 0; at < n; ) {
      int start = at;
      int length = 1;
      int hash = 17;
      boolean plain = true;
      for (; at < n; at++) {
        char c = text.charAt(at);
        if (c <= ' ' || c >= 0x7F) {
          if (UnicodeTables.isSpace(c)) {
            break;
          }
          if (c == SentencePieceModel.SPACE) {
            return null;
          }
          plain = false;
        } else if (mapQuotes && (c == '`' || c == '\'')) {
          plain = false;
        }
        if (lowerCase && c >= 'A' && c <= 'Z') {
          c += 32;
        }
        if (length == run.word.length) {
          run.word = Arrays.copyOf(run.word, 2 * length);
        }
        run.word[length++] = c;
        hash = 31 * hash + c;
      }
      if (length > 1) {
        run.add(plain ? plainWord(run, length, hash) : full(run, text, start, at));
      }
      at++;
    }
    return Arrays.copyOf(run.ids, run.length);
  }

  private int[] plainWord(Run run, int length, int hash) {
    int[] known = cache.get(run.word, length, hash);
    if (known != null) {
      return known;
    }
    run.segments.length = 0;
    sentencePiece.unigram.split(run.word, 0, length, run.scratch, run.segments);
    boolean special = false;
    for (int i = 0; i < run.segments.length; i++) {
      special |= DigitComma.applies(run.word, run.segments.from[i], run.segments.to[i]);
    }
    int[] ids =
        special
            ? full(run, new String(run.word, 1, length - 1), 0, length - 1)
            : Arrays.copyOf(run.segments.ids, run.segments.length);
    cache.put(run.word, length, hash, ids);
    return ids;
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

package io.github.albert4j.tokenizer;

import java.lang.Character.UnicodeScript;
import java.util.HashMap;
import java.util.Map;

/**
 * The text that a vocabulary is learnt from, as runs: the longest stretches that a piece can lie
 * in. A piece begins a word or stands inside one, is of one script, and holds neither a
 * user-defined piece nor a character outside the alphabet (sentencepiece, {@code
 * trainer_interface.cc}, {@code IsValidSentencePiece}); so a word's best split is that of its runs,
 * one after another, and only how often each distinct run occurs needs to be known.
 */
final class TrainingText {
  /**
   * The longest run, in characters; what is longer is no word, and is cut. With at most 2^511 ways
   * to split a run, the sums over them stay within a double.
   */
  static final int LONGEST_RUN = 512;

  final Alphabet alphabet;

  /** In codes of the alphabet, each run with a 0 at its end. */
  final StringCounts runs = new StringCounts();

  /** How many words there are, each with its repetitions. */
  long words;

  /** How many pieces lie between runs: user-defined ones, and unknown characters. */
  long others;

  /**
   * @param written words without white space
   * @param sentencePiece normalises, and knows the user-defined pieces
   * @param coverage the share of the text that the alphabet must cover
   */
  TrainingText(StringCounts written, SentencePiece sentencePiece, double coverage) {
    StringCounts stretches = new StringCounts();
    Cleaner cleaner = new Cleaner(TokenizerOptions.GOOGLE);
    for (int i = 0; i < written.size(); i++) {
      String word = written.string(i);
      Spans clean = cleaner.clean(word, 0, word.length());
      Normalized normalized = sentencePiece.normalize(clean, word.length());
      cut(normalized, written.count(i), sentencePiece.unigram.userDefined, stretches);
    }
    Map<Integer, Long> characters = new HashMap<>();
    for (int i = 0; i < stretches.size(); i++) {
      long count = stretches.count(i);
      stretches.string(i).codePoints().forEach(c -> characters.merge(c, count, Long::sum));
    }
    words = characters.getOrDefault((int) SentencePieceModel.SPACE, 0L);
    alphabet = Alphabet.of(characters, coverage);
    encode(stretches);
  }

  /** Cuts a normalised text before each space, round user-defined pieces and between scripts. */
  private void cut(Normalized text, long count, PieceTrie userDefined, StringCounts to) {
    char[] chars = text.chars;
    int start = 0;
    UnicodeScript script = null; // of the stretch so far; none of a space alone
    for (int at = 0; at < text.length; ) {
      int kept = userDefined.longest(chars, at, text.length);
      if (kept > 0) {
        add(chars, start, at, count, to);
        others += count;
        at += kept;
        start = at;
        script = null;
        continue;
      }
      int c = Character.codePointAt(chars, at, text.length);
      boolean space = c == SentencePieceModel.SPACE;
      UnicodeScript here = space ? null : script(c);
      if (space || script != null && here != script) {
        add(chars, start, at, count, to);
        start = at;
      }
      script = here;
      at += Character.charCount(c);
    }
    add(chars, start, text.length, count, to);
  }

  private static void add(char[] chars, int from, int to, long count, StringCounts stretches) {
    if (from < to) {
      stretches.add(chars, from, to, count);
    }
  }

  /**
   * The script by the JDK's tables, in which only the newest characters differ between versions.
   * Japanese words change between kana and Han; all else keeps to its script.
   */
  private static UnicodeScript script(int c) {
    UnicodeScript script = UnicodeScript.of(c);
    boolean kana = script == UnicodeScript.HIRAGANA || script == UnicodeScript.KATAKANA;
    boolean prolongs = c == 0x30FC; // the long vowel of both kana
    return kana || prolongs ? UnicodeScript.HAN : script;
  }

  /** Writes stretches in codes, and cuts them at characters that are not in the alphabet. */
  private void encode(StringCounts stretches) {
    char[] run = new char[LONGEST_RUN + 1];
    char[] chars = stretches.pool();
    for (int i = 0; i < stretches.size(); i++) {
      int length = 0;
      int end = stretches.end(i);
      for (int at = stretches.start(i); at < end; ) {
        int c = Character.codePointAt(chars, at, end);
        at += Character.charCount(c);
        char code = alphabet.code(c);
        if (code == 0) {
          others += stretches.count(i);
        } else {
          run[length++] = code;
        }
        if (length > 0 && (code == 0 || at == end || length == LONGEST_RUN)) {
          run[length] = 0;
          runs.add(run, 0, length + 1, stretches.count(i));
          length = 0;
        }
      }
    }
  }
}

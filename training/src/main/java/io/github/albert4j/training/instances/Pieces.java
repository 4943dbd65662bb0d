package io.github.albert4j.training.instances;

import io.github.albert4j.tokenizer.AlbertTokenizer;
import io.github.albert4j.tokenizer.SentencePieceModel;
import java.lang.Character.UnicodeScript;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What masking has to know of a vocabulary: which pieces are never hidden or put in, and which go
 * on with the word that the piece before began. Immutable.
 */
final class Pieces {
  /** Scripts that put no spaces between words: there each piece counts as a word. */
  private static final Set<UnicodeScript> UNSPACED =
      Set.of(
          UnicodeScript.HAN,
          UnicodeScript.HIRAGANA,
          UnicodeScript.KATAKANA,
          UnicodeScript.THAI,
          UnicodeScript.LAO,
          UnicodeScript.KHMER,
          UnicodeScript.MYANMAR);

  private static final int STARTS = 1; // with ▁, or by Google's rule
  private static final int LETTER_FIRST = 2;
  private static final int LETTER_LAST = 4;
  private static final int APOSTROPHE = 8; // is one
  private static final int BARE = 16; // is ▁ alone
  private static final int SPECIAL = 32;
  private static final int APOSTROPHE_FIRST = 64; // and a letter behind it, as in 's

  final int cls;
  final int sep;
  final int mask;

  private final byte[] kinds; // [vocabulary]

  /** Ids that may be put in at random, rising, and how many of them lie below each id. */
  private final int[] choices;

  private final int[] rank; // [vocabulary]

  Pieces(AlbertTokenizer tokenizer, boolean googleCompatible) {
    cls = tokenizer.clsId();
    sep = tokenizer.sepId();
    mask = tokenizer.maskId();
    List<SentencePieceModel.Piece> pieces = tokenizer.model().pieces();
    kinds = new byte[pieces.size()];
    rank = new int[pieces.size()];
    int[] normal = new int[pieces.size()];
    int n = 0;
    for (int id = 0; id < kinds.length; id++) {
      SentencePieceModel.Piece piece = pieces.get(id);
      boolean special =
          id == cls
              || id == sep
              || id == mask
              || id == tokenizer.padId()
              || id == tokenizer.unkId()
              || switch (piece.type()) {
                case NORMAL, USER_DEFINED, BYTE -> false;
                case UNKNOWN, CONTROL, UNUSED -> true;
              };
      int kind = googleCompatible ? googleKind(piece.text()) : kind(piece.text());
      kinds[id] = (byte) (special ? kind | SPECIAL : kind);
      rank[id] = n;
      if (!special) {
        normal[n++] = id;
      }
    }
    choices = Arrays.copyOf(normal, n);
  }

  private static int kind(String piece) {
    boolean spaced = piece.charAt(0) == SentencePieceModel.SPACE;
    if (spaced && piece.length() == 1) {
      return STARTS | BARE;
    }
    int first = piece.codePointAt(spaced ? 1 : 0);
    int last = piece.codePointBefore(piece.length());
    int kind = (spaced ? STARTS : 0) | (isOfWord(last) ? LETTER_LAST : 0);
    if (isApostrophe(first)) {
      return kind | (piece.length() == 1 ? APOSTROPHE : letterBehind(piece));
    }
    return kind | (isOfWord(first) ? LETTER_FIRST : 0);
  }

  private static int letterBehind(String piece) {
    return isOfWord(piece.codePointAt(1)) ? APOSTROPHE_FIRST : 0;
  }

  private static boolean isApostrophe(int c) {
    return c == '\'' || c == '’';
  }

  private static boolean isOfWord(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
          true;
      default -> Character.isLetterOrDigit(c) && !UNSPACED.contains(UnicodeScript.of(c));
    };
  }

  /**
   * {@code _is_start_piece_sp} of create_pretraining_data.py: whatever holds anything but ASCII
   * letters and {@code !"#$%&()*+,-./:;?@[\]^_`{|}~} begins a word, as do these marks alone. So
   * {@code 7} and {@code é} do, and a letter behind a mark does not.
   */
  private static int googleKind(String piece) {
    String marks = "!\"#$%&()*+,-./:;?@[\\]^_`{|}~";
    boolean starts = piece.startsWith("▁") || piece.startsWith("<");
    starts |= piece.length() == 1 && marks.contains(piece);
    for (int i = 0; i < piece.length(); i++) {
      char c = Character.toLowerCase(piece.charAt(i));
      starts |= !(c >= 'a' && c <= 'z') && marks.indexOf(c) < 0;
    }
    return starts ? STARTS : LETTER_FIRST;
  }

  int vocabularySize() {
    return kinds.length;
  }

  /** Whether the piece is none of text: never hidden, never put in. */
  boolean isSpecial(int id) {
    return (kinds[id] & SPECIAL) != 0;
  }

  /** Whether, by Google's rule, a piece begins a word whatever stands before it. */
  boolean startsGoogleWord(int id) {
    return (kinds[id] & STARTS) != 0;
  }

  /**
   * Whether the piece at a place begins a word: a word is a run of letters, marks and digits, or
   * one such run on each side of an apostrophe; each other piece is a word of its own.
   *
   * @param from where the text begins in {@code ids}
   * @param to where it ends
   */
  boolean startsWord(int[] ids, int at, int from, int to) {
    int here = kinds[ids[at]];
    if (at == from || (here & (STARTS | SPECIAL)) != 0) {
      return true;
    }
    int before = kinds[ids[at - 1]];
    if ((before & SPECIAL) != 0) {
      return true;
    }
    if ((before & BARE) != 0) {
      return false; // its ▁ is this piece's
    }
    boolean inWord = (before & LETTER_LAST) != 0;
    if ((here & APOSTROPHE) != 0) {
      boolean goesOn =
          at + 1 < to && (kinds[ids[at + 1]] & LETTER_FIRST) != 0 && !starts(ids, at + 1);
      return !(inWord && goesOn);
    }
    if ((here & APOSTROPHE_FIRST) != 0) {
      return !inWord;
    }
    boolean afterApostrophe =
        (before & APOSTROPHE) != 0
            && !starts(ids, at - 1)
            && at - 1 > from
            && (kinds[ids[at - 2]] & LETTER_LAST) != 0;
    return !((here & LETTER_FIRST) != 0 && (inWord || afterApostrophe));
  }

  private boolean starts(int[] ids, int at) {
    return (kinds[ids[at]] & STARTS) != 0;
  }

  /** A piece of text drawn at random that differs from one. */
  int another(int id, Draws draws) {
    if (isSpecial(id)) {
      return choices[draws.nextInt(choices.length)];
    }
    int drawn = draws.nextInt(choices.length - 1);
    return choices[drawn < rank[id] ? drawn : drawn + 1];
  }
}

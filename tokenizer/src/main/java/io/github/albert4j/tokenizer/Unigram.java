package io.github.albert4j.tokenizer;

import java.util.Arrays;
import java.util.List;

/**
 * The unigram language model (Kudo 2018, "Subword Regularization"): of all ways to split a text
 * into pieces, the one whose scores sum highest, by Viterbi's algorithm. A character that no piece
 * covers is unknown, and a run of them is one piece.
 */
final class Unigram {
  /** What an unknown character costs below the worst piece, as in SentencePiece. */
  private static final float UNKNOWN_PENALTY = 10;

  final PieceTrie trie = new PieceTrie();
  final PieceTrie userDefined = new PieceTrie();
  final float[] scores;
  final float unknownScore;
  final int unknownId;

  /**
   * Whether a word's split never depends on its neighbours: no piece holds a space but in front.
   */
  final boolean wordwise;

  Unigram(SentencePieceModel model) {
    List<SentencePieceModel.Piece> pieces = model.pieces();
    scores = new float[pieces.size()];
    float lowest = Float.MAX_VALUE;
    boolean separable = model.addDummyPrefix() && model.removeExtraWhitespaces();
    boolean spaceIsAPiece = false;
    for (int id = 0; id < scores.length; id++) {
      SentencePieceModel.Piece piece = pieces.get(id);
      switch (piece.type()) {
        case NORMAL -> {
          scores[id] = piece.score();
          lowest = Math.min(lowest, piece.score());
          trie.add(piece.text(), id);
          spaceIsAPiece |=
              piece.text().length() == 1 && piece.text().charAt(0) == SentencePieceModel.SPACE;
        }
        case USER_DEFINED -> {
          trie.add(piece.text(), id); // its score is 0, above all that is learnt
          userDefined.add(piece.text(), id);
          separable &= piece.text().indexOf(' ') < 0;
        }
        default -> {
          // never comes out of plain text
        }
      }
      separable &= piece.text().lastIndexOf(SentencePieceModel.SPACE) <= 0;
    }
    unknownScore = (lowest == Float.MAX_VALUE ? 0 : lowest) - UNKNOWN_PENALTY;
    unknownId = model.unknownId();
    wordwise = separable && spaceIsAPiece;
  }

  /** Arrays of one search, kept from word to word. For one thread. */
  static final class Scratch {
    private float[] best = new float[64];
    private int[] start = new int[64];
    private int[] id = new int[64];

    private void reserve(int length) {
      if (best.length <= length) {
        int room = Math.max(length + 1, 2 * best.length);
        best = new float[room];
        start = new int[room];
        id = new int[room];
      }
    }
  }

  /** Splits all of a normalised text; word by word where that is the same. */
  void split(Normalized text, Scratch scratch, Segments out) {
    int from = 0;
    while (from < text.length) {
      int to = wordwise ? wordEnd(text, from) : text.length;
      split(text.chars, from, to, scratch, out);
      from = to;
    }
  }

  /** Where the next word begins: at the next {@code ▁}. */
  static int wordEnd(Normalized text, int from) {
    int to = from + 1;
    while (to < text.length && text.chars[to] != SentencePieceModel.SPACE) {
      to++;
    }
    return to;
  }

  /** Splits units {@code [from, to)} and appends the pieces. */
  void split(char[] text, int from, int to, Scratch scratch, Segments out) {
    int n = to - from;
    scratch.reserve(n);
    float[] best = scratch.best; // of the text before each place
    int[] start = scratch.start; // of the piece that ends at each place
    int[] id = scratch.id;
    Arrays.fill(best, 0, n + 1, Float.NEGATIVE_INFINITY);
    best[0] = 0;
    for (int at = 0; at < n; ) {
      float before = best[at];
      int character = characterLength(text, from + at, to);
      boolean covered = false;
      int node = 0;
      for (int end = at; end < n; ) {
        node = trie.step(node, text[from + end]);
        if (node < 0) {
          break;
        }
        end++;
        int piece = trie.piece(node);
        if (piece >= 0) {
          float score = before + scores[piece];
          if (score > best[end]) {
            best[end] = score;
            start[end] = at;
            id[end] = piece;
          }
          covered |= end == at + character;
        }
      }
      if (!covered) {
        float score = before + unknownScore;
        int end = at + character;
        if (score > best[end]) {
          best[end] = score;
          start[end] = at;
          id[end] = unknownId;
        }
      }
      at += character;
    }
    int first = out.length;
    for (int end = n; end > 0; end = start[end]) {
      if (id[end] == unknownId && out.length > first && out.ids[out.length - 1] == unknownId) {
        out.from[out.length - 1] = from + start[end]; // neighbours that are unknown are one piece
      } else {
        out.add(id[end], from + start[end], from + end);
      }
    }
    out.reverse(first);
  }

  static int characterLength(char[] text, int at, int to) {
    return Character.isHighSurrogate(text[at])
            && at + 1 < to
            && Character.isLowSurrogate(text[at + 1])
        ? 2
        : 1;
  }
}

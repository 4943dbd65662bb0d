package io.github.albert4j.tokenizer;

import java.util.List;

/**
 * The pieces that are still in the running and their log probabilities: the unigram language model
 * as it stands between two steps of training. Immutable.
 */
final class Candidates {
  /** Each piece in codes of the {@link Alphabet}. */
  final String[] pieces;

  /** Natural logarithms, by piece. */
  final double[] scores;

  final PieceTrie trie = new PieceTrie();

  Candidates(String[] pieces, double[] scores) {
    this.pieces = pieces;
    this.scores = scores;
    for (int i = 0; i < pieces.length; i++) {
      trie.add(pieces[i], i);
    }
  }

  int size() {
    return pieces.length;
  }

  /** A character by itself, which is kept whatever its use: without it a text has no split. */
  boolean isCharacter(int piece) {
    return pieces[piece].length() == 1;
  }

  /** Some of the pieces, in the given order. */
  Candidates only(List<Integer> kept) {
    return new Candidates(
        kept.stream().map(i -> pieces[i]).toArray(String[]::new),
        kept.stream().mapToDouble(i -> scores[i]).toArray());
  }
}

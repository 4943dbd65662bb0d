package io.github.albert4j.tokenizer;

import java.util.Arrays;

/**
 * All ways to split one run, for the trainer: the best of them (Viterbi), and how probable each
 * piece is at each place over all of them (forward-backward). An edge is a piece that fits between
 * two places. Arrays are kept from run to run. For one thread.
 */
final class SplitLattice {
  private static final int PLACES = TrainingText.LONGEST_RUN + 1;

  private final Candidates candidates;

  /** How many edges there are; those from one place lie together, in the order of the places. */
  int edges;

  /** The piece of each edge. */
  int[] piece = new int[256];

  /** The probability that a split has the edge, after {@link #forwardBackward}. */
  double[] posterior = new double[256];

  private int[] end = new int[256]; // the place where each edge ends
  private int length; // of the run: its places are 0 to length
  private final int[] firstEdge = new int[PLACES]; // from each place
  private final double[] best = new double[PLACES]; // the best split's score up to each place
  private final int[] bestPiece = new int[PLACES]; // the one that ends there
  private final int[] bestStart = new int[PLACES]; // where that begins
  private final double[] before = new double[PLACES]; // sum over all splits up to each place
  private final double[] after = new double[PLACES]; // and from it on

  SplitLattice(Candidates candidates) {
    this.candidates = candidates;
  }

  /** Finds the edges of the run {@code text[from, to)}, and the best split. */
  void fill(char[] text, int from, int to) {
    fill(text, from, to, to - from);
  }

  /** The same for a piece, without the edge that is the piece itself. */
  void fillWithParts(char[] text) {
    fill(text, 0, text.length, text.length - 1);
  }

  private void fill(char[] text, int from, int to, int longest) {
    length = to - from;
    assert length < PLACES : "a run of " + length + " characters";
    edges = 0;
    Arrays.fill(best, 0, length + 1, Double.NEGATIVE_INFINITY);
    best[0] = 0;
    PieceTrie trie = candidates.trie;
    for (int at = 0; at < length; at++) {
      firstEdge[at] = edges;
      int last = Math.min(length, at + longest);
      int node = 0;
      for (int next = at; next < last; ) {
        node = trie.step(node, text[from + next++]);
        if (node < 0) {
          break;
        }
        int fits = trie.piece(node);
        if (fits >= 0) {
          add(at, next, fits);
        }
      }
    }
    firstEdge[length] = edges;
    assert best[length] > Double.NEGATIVE_INFINITY : "a run without a split";
  }

  private void add(int from, int to, int fits) {
    if (edges == piece.length) {
      piece = Arrays.copyOf(piece, 2 * edges);
      end = Arrays.copyOf(end, 2 * edges);
      posterior = Arrays.copyOf(posterior, 2 * edges);
    }
    piece[edges] = fits;
    end[edges++] = to;
    double score = best[from] + candidates.scores[fits];
    if (score > best[to]) {
      best[to] = score;
      bestPiece[to] = fits;
      bestStart[to] = from;
    }
  }

  /** The score of the best split. */
  double bestScore() {
    return best[length];
  }

  /** The pieces of the best split, the last one first. */
  int[] bestPieces() {
    int n = 0;
    for (int at = length; at > 0; at = bestStart[at]) {
      n++;
    }
    int[] pieces = new int[n];
    n = 0;
    for (int at = length; at > 0; at = bestStart[at]) {
      pieces[n++] = bestPiece[at];
    }
    return pieces;
  }

  /** Adds {@code times} to each piece of the best split. */
  void countBest(long[] frequency, long times) {
    for (int at = length; at > 0; at = bestStart[at]) {
      frequency[bestPiece[at]] += times;
    }
  }

  /**
   * Computes {@link #posterior}. Splits are weighed relative to the best one up to each place: an
   * edge of score s from j to i has the weight exp(best(j) + s - best(i)), at most 1. So nothing
   * vanishes in a long run, and no sum needs a logarithm.
   *
   * @return the logarithm of the summed probability of all splits
   */
  double forwardBackward() {
    Arrays.fill(before, 0, length + 1, 0);
    before[0] = 1;
    for (int at = 0; at < length; at++) {
      for (int e = firstEdge[at]; e < firstEdge[at + 1]; e++) {
        double weight = Math.exp(best[at] + candidates.scores[piece[e]] - best[end[e]]);
        posterior[e] = weight;
        before[end[e]] += before[at] * weight;
      }
    }
    double all = before[length];
    after[length] = 1;
    for (int at = length - 1; at >= 0; at--) {
      double rest = 0;
      for (int e = firstEdge[at]; e < firstEdge[at + 1]; e++) {
        double onward = posterior[e] * after[end[e]];
        rest += onward;
        posterior[e] = before[at] * onward / all;
      }
      after[at] = rest;
    }
    return best[length] + Math.log(all);
  }
}

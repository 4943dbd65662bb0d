package io.github.albert4j.tokenizer;

import java.util.Arrays;

/**
 * All ways to split one run, for the trainer: the best of them, and how probable each piece is at
 * each place over all of them. Arrays are kept from run to run. For one thread.
 */
final class SplitLattice {
  private final Candidates candidates;

  /** How many edges there are: pieces that fit at a place, in the order of the places. */
  int edges;

  /** The piece of each edge. */
  int[] piece = new int[256];

  /** The probability that a split has the edge, after {@link #forwardBackward}. */
  double[] posterior = new double[256];

  private int length; // of the run
  private int[] end = new int[256]; // where each edge ends
  private final int[] firstEdge = new int[TrainingText.LONGEST_RUN + 2]; // of each place
  private final double[] best = new double[TrainingText.LONGEST_RUN + 1]; // score up to each place
  private final int[] bestEdge = new int[TrainingText.LONGEST_RUN + 1]; // that ends at each place
  private final int[] startOfBest = new int[TrainingText.LONGEST_RUN + 1];
  private final double[] before = new double[TrainingText.LONGEST_RUN + 1]; // sums of splits
  private final double[] after = new double[TrainingText.LONGEST_RUN + 1];

  SplitLattice(Candidates candidates) {
    this.candidates = candidates;
  }

  /** Finds the pieces that fit into {@code text[from, to)}, and the best split. */
  void fill(char[] text, int from, int to) {
    fill(text, from, to, to - from);
  }

  /**
   * The same with no piece longer than {@code longest}.
   *
   * @return whether there is any split
   */
  boolean fill(char[] text, int from, int to, int longest) {
    length = to - from;
    edges = 0;
    Arrays.fill(best, 0, length + 1, Double.NEGATIVE_INFINITY);
    best[0] = 0;
    PieceTrie trie = candidates.trie;
    for (int at = 0; at < length; at++) {
      firstEdge[at] = edges;
      int last = Math.min(length, at + longest);
      int node = 0;
      for (int to1 = at; to1 < last; ) {
        node = trie.step(node, text[from + to1++]);
        if (node < 0) {
          break;
        }
        int fits = trie.piece(node);
        if (fits >= 0) {
          add(at, to1, fits);
        }
      }
    }
    firstEdge[length] = edges;
    return best[length] > Double.NEGATIVE_INFINITY;
  }

  private void add(int from, int to, int fits) {
    if (edges == piece.length) {
      piece = Arrays.copyOf(piece, 2 * edges);
      end = Arrays.copyOf(end, 2 * edges);
      posterior = Arrays.copyOf(posterior, 2 * edges);
    }
    piece[edges] = fits;
    end[edges] = to;
    double score = best[from] + candidates.scores[fits];
    if (score > best[to]) {
      best[to] = score;
      bestEdge[to] = edges;
      startOfBest[to] = from;
    }
    edges++;
  }

  /** The score of the best split. */
  double bestScore() {
    return best[length];
  }

  /** Takes the pieces of the best split, the last one first. */
  void forEachOfBest(java.util.function.IntConsumer action) {
    for (int at = length; at > 0; at = startOfBest[at]) {
      action.accept(piece[bestEdge[at]]);
    }
  }

  /**
   * Computes {@link #posterior}. Probabilities are taken relative to the best split up to each
   * place, so that they neither vanish in long runs nor need a logarithm at each edge: an edge of
   * score s from j to i has the weight exp(best(j) + s - best(i)), at most 1.
   *
   * @return the logarithm of the sum over all splits
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
    after[length] = 1;
    double all = before[length];
    for (int at = length - 1; at >= 0; at--) {
      double sum = 0;
      double share = before[at] / all;
      for (int e = firstEdge[at]; e < firstEdge[at + 1]; e++) {
        double rest = posterior[e] * after[end[e]];
        sum += rest;
        posterior[e] = share * rest;
      }
      after[at] = sum;
    }
    return best[length] + Math.log(all);
  }
}

package io.github.albert4j.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * All ways to split a text, as edges between places: what the n best splits and sampling (Kudo
 * 2018, section 3.2) need. Larger and slower than {@link Unigram}'s search for the best one.
 */
final class Lattice {
  /** A piece that covers units {@code [from, to)}. */
  private record Edge(int id, int from, int to, double score) {}

  /** A split: its pieces, and the sum of their scores. */
  record Path(Segments segments, double score) {}

  private final int length;
  private final int unknownId;
  private final List<List<Edge>> endingAt;

  Lattice(Unigram model, Normalized text) {
    length = text.length;
    unknownId = model.unknownId;
    endingAt = new ArrayList<>(length + 1);
    for (int i = 0; i <= length; i++) {
      endingAt.add(new ArrayList<>());
    }
    for (int at = 0; at < length; ) {
      int character = Unigram.characterLength(text.chars, at, length);
      boolean covered = false;
      int node = 0;
      for (int end = at; end < length; ) {
        node = model.trie.step(node, text.chars[end]);
        if (node < 0) {
          break;
        }
        end++;
        int piece = model.trie.piece(node);
        if (piece >= 0) {
          endingAt.get(end).add(new Edge(piece, at, end, model.scores[piece]));
          covered |= end == at + character;
        }
      }
      if (!covered) {
        int end = at + character;
        endingAt.get(end).add(new Edge(unknownId, at, end, model.unknownScore));
      }
      at += character;
    }
  }

  /**
   * The {@code rank}-th best split of the text before a place: an edge, and the rank of what is
   * before it.
   */
  private record Step(Edge edge, int rankBefore, double score) {}

  /** The n best splits, best first; fewer where there are not so many. */
  List<Path> best(int n) {
    List<List<Step>> steps = new ArrayList<>(length + 1);
    steps.add(List.of(new Step(null, 0, 0)));
    for (int end = 1; end <= length; end++) {
      steps.add(bestStepsTo(end, n, steps));
    }
    List<Path> paths = new ArrayList<>();
    for (int rank = 0; rank < steps.get(length).size(); rank++) {
      List<Edge> edges = new ArrayList<>();
      int end = length;
      for (int r = rank; end > 0; ) {
        Step step = steps.get(end).get(r);
        edges.add(step.edge);
        end = step.edge.from;
        r = step.rankBefore;
      }
      Collections.reverse(edges);
      paths.add(path(edges));
    }
    return paths;
  }

  /** Merges the ranked splits that each edge continues, taking the best n. */
  private List<Step> bestStepsTo(int end, int n, List<List<Step>> steps) {
    PriorityQueue<Step> candidates =
        new PriorityQueue<>(Comparator.comparingDouble(Step::score).reversed());
    for (Edge edge : endingAt.get(end)) {
      offer(edge, 0, steps, candidates);
    }
    List<Step> best = new ArrayList<>();
    while (best.size() < n && !candidates.isEmpty()) {
      Step step = candidates.poll();
      best.add(step);
      offer(step.edge, step.rankBefore + 1, steps, candidates);
    }
    return best;
  }

  private static void offer(
      Edge edge, int rank, List<List<Step>> steps, PriorityQueue<Step> candidates) {
    List<Step> before = steps.get(edge.from);
    if (rank < before.size()) {
      candidates.add(new Step(edge, rank, before.get(rank).score + edge.score));
    }
  }

  /**
   * A split drawn with probability proportional to {@code exp(alpha · score)}, over all of them.
   */
  Path sample(double alpha, Random random) {
    double[] logSums = new double[length + 1]; // over all splits of the text before each place
    Arrays.fill(logSums, Double.NEGATIVE_INFINITY);
    logSums[0] = 0;
    for (int end = 1; end <= length; end++) {
      for (Edge edge : endingAt.get(end)) {
        logSums[end] = logAdd(logSums[end], logSums[edge.from] + alpha * edge.score);
      }
    }
    List<Edge> edges = new ArrayList<>();
    for (int end = length; end > 0; ) {
      double draw = random.nextDouble();
      Edge chosen = null;
      for (Edge edge : endingAt.get(end)) {
        double p = Math.exp(logSums[edge.from] + alpha * edge.score - logSums[end]);
        if (p > 0) {
          chosen = edge; // the last possible one also takes what rounding leaves
          draw -= p;
          if (draw < 0) {
            break;
          }
        }
      }
      edges.add(chosen);
      end = chosen.from;
    }
    Collections.reverse(edges);
    return path(edges);
  }

  private static double logAdd(double a, double b) {
    double high = Math.max(a, b);
    double low = Math.min(a, b);
    return low == Double.NEGATIVE_INFINITY ? high : high + Math.log1p(Math.exp(low - high));
  }

  private Path path(List<Edge> edges) {
    Segments segments = new Segments();
    double score = 0;
    for (Edge edge : edges) {
      score += edge.score;
      int last = segments.length - 1;
      if (edge.id == unknownId && last >= 0 && segments.ids[last] == unknownId) {
        segments.to[last] = edge.to;
      } else {
        segments.add(edge.id, edge.from, edge.to);
      }
    }
    return new Path(segments, score);
  }
}

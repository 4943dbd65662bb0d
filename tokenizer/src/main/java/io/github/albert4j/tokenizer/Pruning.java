package io.github.albert4j.tokenizer;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Drops the pieces that the text can best do without: those whose removal costs the least
 * likelihood, when each occurrence becomes the second best split of the piece itself
 * (sentencepiece, {@code PruneSentencePieces}).
 */
final class Pruning {
  private static final int BLOCK = 1024;

  private final StringCounts runs;
  private final Workers workers;

  Pruning(StringCounts runs, Workers workers) {
    this.runs = runs;
    this.workers = workers;
  }

  /** The best splits of a text: how often each piece is used, and the sum of the scores. */
  record Use(long[] frequency, long pieces, double score) {}

  /** Splits the whole text in the best way. */
  Use use(Candidates candidates) {
    long[] frequency = new long[candidates.size()];
    long pieces = 0;
    double score = 0;
    for (Counter worker : workers.run(runs.size(), BLOCK, () -> new Counter(candidates))) {
      for (int i = 0; i < frequency.length; i++) {
        frequency[i] += worker.frequency[i];
      }
    }
    for (int i = 0; i < frequency.length; i++) {
      pieces += frequency[i];
      score += frequency[i] * candidates.scores[i];
    }
    return new Use(frequency, pieces, score);
  }

  private final class Counter implements Workers.Worker {
    final long[] frequency;
    private final SplitLattice lattice;

    Counter(Candidates candidates) {
      frequency = new long[candidates.size()];
      lattice = new SplitLattice(candidates);
    }

    @Override
    public void work(int from, int to) {
      for (int run = from; run < to; run++) {
        long count = runs.count(run);
        lattice.fill(runs.pool(), runs.start(run), runs.end(run) - 1);
        lattice.forEachOfBest(piece -> frequency[piece] += count);
      }
    }
  }

  /** Keeps at most {@code size} pieces. */
  Candidates prune(Candidates candidates, int size) {
    Use use = use(candidates);
    double[] losses = new double[candidates.size()];
    workers.run(losses.length, BLOCK, () -> new Loss(candidates, use, losses));
    List<Integer> kept =
        IntStream.range(0, losses.length)
            .filter(i -> losses[i] > UNUSED)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> losses[i]).reversed())
            .limit(size)
            .toList();
    return candidates.only(kept);
  }

  private static final double UNUSED = Double.NEGATIVE_INFINITY;

  /** What it costs to lose each piece. */
  private static final class Loss implements Workers.Worker {
    private final Candidates candidates;
    private final long[] frequency;
    private final double total;
    private final double[] losses;
    private final SplitLattice lattice;

    Loss(Candidates candidates, Use use, double[] losses) {
      this.candidates = candidates;
      this.frequency = use.frequency();
      this.total = use.pieces();
      this.losses = losses;
      this.lattice = new SplitLattice(candidates);
    }

    @Override
    public void work(int from, int to) {
      for (int piece = from; piece < to; piece++) {
        losses[piece] = loss(piece);
      }
    }

    private double loss(int piece) {
      if (candidates.isCharacter(piece)) {
        return Double.POSITIVE_INFINITY;
      }
      if (frequency[piece] == 0) {
        return UNUSED;
      }
      char[] text = candidates.pieces[piece].toCharArray();
      lattice.fill(text, 0, text.length, text.length - 1);
      if (lattice.bestScore() > candidates.scores[piece]) {
        return UNUSED; // it is better split than whole
      }
      double often = frequency[piece];
      int[] parts = {0};
      double[] logFrequencies = {0};
      lattice.forEachOfBest(
          part -> {
            parts[0]++;
            logFrequencies[0] += Math.log(frequency[part] + often);
          });
      double with = Math.log(often / total);
      double without = logFrequencies[0] - parts[0] * Math.log(total + often * (parts[0] - 1));
      return often * (with - without);
    }
  }
}

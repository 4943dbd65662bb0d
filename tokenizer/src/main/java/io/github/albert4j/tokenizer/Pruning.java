package io.github.albert4j.tokenizer;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Drops the pieces that the text can best do without: those whose removal costs the least
 * likelihood when each of their occurrences becomes the best split of the piece itself into others
 * (sentencepiece, {@code PruneSentencePieces}).
 */
final class Pruning {
  private static final int BLOCK = 1024;
  private static final double NEVER_LOST = Double.POSITIVE_INFINITY;
  private static final double OF_NO_USE = Double.NEGATIVE_INFINITY;

  private final StringCounts runs;
  private final Workers workers;

  Pruning(StringCounts runs, Workers workers) {
    this.runs = runs;
    this.workers = workers;
  }

  /** Keeps at most {@code size} pieces; all characters, and none that no best split uses. */
  Candidates prune(Candidates candidates, int size) {
    BestSplits splits = BestSplits.of(runs, candidates, workers);
    double[] losses = new double[candidates.size()];
    workers.run(losses.length, BLOCK, () -> new Loss(candidates, splits, losses));
    return candidates.only(
        IntStream.range(0, losses.length)
            .filter(i -> losses[i] > OF_NO_USE)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -losses[i]))
            .limit(size)
            .toList());
  }

  /** Computes the loss of each piece. */
  private static final class Loss implements Workers.Worker {
    private final Candidates candidates;
    private final BestSplits splits;
    private final double[] losses;
    private final SplitLattice lattice;

    Loss(Candidates candidates, BestSplits splits, double[] losses) {
      this.candidates = candidates;
      this.splits = splits;
      this.losses = losses;
      this.lattice = new SplitLattice(candidates);
    }

    @Override
    public void work(int from, int to) {
      for (int piece = from; piece < to; piece++) {
        losses[piece] = loss(piece);
      }
    }

    /**
     * With f the frequency of the piece, F of all, and f_i of its n parts: the log likelihood of
     * the text falls from f log(f / F) to f Σ log((f_i + f) / (F + (n - 1) f)).
     */
    private double loss(int piece) {
      if (candidates.isCharacter(piece)) {
        return NEVER_LOST;
      }
      double f = splits.frequency()[piece];
      if (f == 0) {
        return OF_NO_USE;
      }
      char[] text = candidates.pieces[piece].toCharArray();
      lattice.fillWithParts(text);
      if (lattice.bestScore() > candidates.scores[piece]) {
        return OF_NO_USE; // used in this text, but better in parts once scores change
      }
      double all = splits.pieces();
      int[] parts = lattice.bestPieces();
      double without = -parts.length * Math.log(all + (parts.length - 1) * f);
      for (int part : parts) {
        without += Math.log(splits.frequency()[part] + f);
      }
      return f * (Math.log(f / all) - without);
    }
  }
}

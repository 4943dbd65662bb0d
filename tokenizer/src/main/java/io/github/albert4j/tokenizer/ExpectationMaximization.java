package io.github.albert4j.tokenizer;

import java.util.Arrays;

/**
 * One step of EM for the unigram language model (Kudo 2018, "Subword Regularization", section 3.2):
 * how often each piece is expected over all ways to split the text, and the probabilities that
 * follow from that.
 */
final class ExpectationMaximization {
  /** Pieces that are expected less often go. */
  private static final double LEAST = 0.5;

  private static final int BLOCK = 1024;

  private final StringCounts runs;
  private final Workers workers;

  /** What one expected occurrence is in sums of integers: as much as can never overflow. */
  private final double unit;

  ExpectationMaximization(StringCounts runs, Workers workers) {
    this.runs = runs;
    this.workers = workers;
    double characters = 1;
    for (int i = 0; i < runs.size(); i++) {
      characters += (double) runs.count(i) * (runs.end(i) - runs.start(i));
    }
    this.unit = Math.scalb(1.0, 61 - Math.getExponent(characters));
  }

  /** A model after a step. */
  record Step(Candidates candidates, double logLikelihood) {}

  /** Expectation, then maximisation. */
  Step step(Candidates candidates) {
    long[] sums = new long[candidates.size()];
    long logLikelihood = 0;
    for (Expectation worker : workers.run(runs.size(), BLOCK, () -> new Expectation(candidates))) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += worker.sums[i];
      }
      logLikelihood += worker.logLikelihood;
    }
    return new Step(maximize(candidates, sums), logLikelihood / LIKELIHOOD_UNIT);
  }

  /** Log likelihoods are summed in 2^-16. */
  private static final double LIKELIHOOD_UNIT = 1 << 16;

  /** What one thread adds up. */
  private final class Expectation implements Workers.Worker {
    final long[] sums; // by piece
    long logLikelihood;
    private final SplitLattice lattice;

    Expectation(Candidates candidates) {
      sums = new long[candidates.size()];
      lattice = new SplitLattice(candidates);
    }

    @Override
    public void work(int from, int to) {
      for (int run = from; run < to; run++) {
        long count = runs.count(run);
        lattice.fill(runs.pool(), runs.start(run), runs.end(run) - 1);
        double logSum = lattice.forwardBackward();
        for (int e = 0; e < lattice.edges; e++) {
          sums[lattice.piece[e]] += (long) (lattice.posterior[e] * count * unit);
        }
        logLikelihood += (long) (logSum * count * LIKELIHOOD_UNIT);
      }
    }
  }

  /**
   * The next model. In place of a piece's share, the digamma function makes rare pieces rarer still
   * (sentencepiece, {@code RunMStep}, after "The Infinite PCFG using Hierarchical Dirichlet
   * Processes", Liang et al. 2007).
   */
  private Candidates maximize(Candidates candidates, long[] sums) {
    String[] pieces = new String[sums.length];
    double[] scores = new double[sums.length];
    int kept = 0;
    double total = 0;
    for (int i = 0; i < sums.length; i++) {
      double expected = sums[i] / unit;
      if (expected >= LEAST || candidates.isCharacter(i)) {
        pieces[kept] = candidates.pieces[i];
        scores[kept] = Math.max(LEAST, expected);
        total += scores[kept++];
      }
    }
    double logTotal = digamma(total);
    for (int i = 0; i < kept; i++) {
      scores[i] = digamma(scores[i]) - logTotal;
    }
    return new Candidates(Arrays.copyOf(pieces, kept), Arrays.copyOf(scores, kept));
  }

  /**
   * The derivative of log Γ, for x > 0, by its asymptotic series (Abramowitz and Stegun, 6.3.18)
   * above 8, where it is exact to 1e-12, and by the recurrence 6.3.5 below.
   */
  static double digamma(double x) {
    double shifted = x;
    double result = 0;
    while (shifted < 8) {
      result -= 1 / shifted++;
    }
    double square = 1 / (shifted * shifted);
    double series =
        square
            * (1 / 12.0 - square * (1 / 120.0 - square * (1 / 252.0 - square * (1 / 240.0 - square / 132.0))));
    return result + Math.log(shifted) - 0.5 / shifted - series;
  }
}

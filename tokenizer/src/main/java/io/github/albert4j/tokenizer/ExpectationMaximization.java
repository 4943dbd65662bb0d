package io.github.albert4j.tokenizer;

import java.util.Arrays;
import java.util.List;

/**
 * EM for the unigram language model (Kudo 2018, "Subword Regularization", section 3.2): how often
 * each piece is expected over all ways to split the text, and the probabilities that follow.
 */
final class ExpectationMaximization {
  /** Pieces that are expected less often go. */
  private static final double LEAST = 0.5;

  private static final int BLOCK = 1024;

  private final StringCounts runs;
  private final Workers workers;

  /** What one occurrence counts in a sum of integers: as much as no sum can overflow with. */
  private final double unit;

  ExpectationMaximization(StringCounts runs, Workers workers) {
    this.runs = runs;
    this.workers = workers;
    double characters = 1; // no text has more pieces
    for (int i = 0; i < runs.size(); i++) {
      characters += (double) runs.count(i) * (runs.end(i) - runs.start(i));
    }
    this.unit = Math.scalb(1.0, 61 - Math.getExponent(characters));
  }

  /** So many steps of expectation and maximisation. */
  Candidates steps(Candidates start, int steps) {
    Candidates candidates = start;
    for (int i = 0; i < steps; i++) {
      candidates = maximize(candidates, expect(candidates));
    }
    return candidates;
  }

  /** How often each piece is expected. */
  double[] expect(Candidates candidates) {
    List<Expectation> all = workers.run(runs.size(), BLOCK, () -> new Expectation(candidates));
    double[] expected = new double[candidates.size()];
    for (int i = 0; i < expected.length; i++) {
      long sum = 0;
      for (Expectation worker : all) {
        sum += worker.sums[i];
      }
      expected[i] = sum / unit;
    }
    return expected;
  }

  /** What one thread adds up. */
  private final class Expectation implements Workers.Worker {
    final long[] sums; // by piece, in units
    private final SplitLattice lattice;

    Expectation(Candidates candidates) {
      sums = new long[candidates.size()];
      lattice = new SplitLattice(candidates);
    }

    @Override
    public void work(int from, int to) {
      for (int run = from; run < to; run++) {
        double units = runs.count(run) * unit;
        lattice.fill(runs.pool(), runs.start(run), runs.end(run) - 1);
        lattice.forwardBackward();
        for (int e = 0; e < lattice.edges; e++) {
          sums[lattice.piece[e]] += (long) (lattice.posterior[e] * units);
        }
      }
    }
  }

  /**
   * The next model. A piece's log probability is not log(f / F) but digamma(f) - digamma(F), which
   * makes the rare ones rarer still (sentencepiece, {@code RunMStep}, after Liang et al. 2007, "The
   * Infinite PCFG using Hierarchical Dirichlet Processes").
   */
  private static Candidates maximize(Candidates candidates, double[] expected) {
    String[] pieces = new String[expected.length];
    double[] scores = new double[expected.length];
    int kept = 0;
    double total = 0;
    for (int i = 0; i < expected.length; i++) {
      if (expected[i] >= LEAST || candidates.isCharacter(i)) {
        pieces[kept] = candidates.pieces[i];
        scores[kept] = Math.max(LEAST, expected[i]);
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
            * (1 / 12.0
                - square
                    * (1 / 120.0 - square * (1 / 252.0 - square * (1 / 240.0 - square / 132.0))));
    return result + Math.log(shifted) - 0.5 / shifted - series;
  }
}

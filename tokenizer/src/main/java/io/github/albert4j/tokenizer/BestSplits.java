package io.github.albert4j.tokenizer;

/**
 * What the best split of each run adds up to, over the whole text.
 *
 * @param frequency how often each piece is used
 * @param pieces how many are used in all
 * @param score the sum of their scores
 */
record BestSplits(long[] frequency, long pieces, double score) {
  private static final int BLOCK = 1024;

  static BestSplits of(StringCounts runs, Candidates candidates, Workers workers) {
    long[] frequency = new long[candidates.size()];
    for (Counter worker : workers.run(runs.size(), BLOCK, () -> new Counter(runs, candidates))) {
      for (int i = 0; i < frequency.length; i++) {
        frequency[i] += worker.frequency[i];
      }
    }
    long pieces = 0;
    double score = 0;
    for (int i = 0; i < frequency.length; i++) {
      pieces += frequency[i];
      score += frequency[i] * candidates.scores[i];
    }
    return new BestSplits(frequency, pieces, score);
  }

  private static final class Counter implements Workers.Worker {
    final long[] frequency; // by piece
    private final StringCounts runs;
    private final SplitLattice lattice;

    Counter(StringCounts runs, Candidates candidates) {
      this.runs = runs;
      frequency = new long[candidates.size()];
      lattice = new SplitLattice(candidates);
    }

    @Override
    public void work(int from, int to) {
      for (int run = from; run < to; run++) {
        lattice.fill(runs.pool(), runs.start(run), runs.end(run) - 1);
        lattice.countBest(frequency, runs.count(run));
      }
    }
  }
}

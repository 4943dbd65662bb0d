package io.github.albert4j.evaluation.baseline;

import java.util.function.LongToIntFunction;

/**
 * Counts sorted by their context: for each, the pieces that were met in it and how often.
 * Compressed rows, 6 bytes an entry.
 */
final class CountRows {
  private final int[] starts; // [contexts + 1]
  private final char[] pieces;
  private final int[] counts;

  /** Sums of rows. */
  private final long[] totals;

  /**
   * @param contexts how many
   * @param context of a key
   * @param piece of a key, below 65,536
   */
  CountRows(LongCounts table, int contexts, LongToIntFunction context, LongToIntFunction piece) {
    starts = new int[contexts + 1];
    totals = new long[contexts];
    table.forEach(
        (key, count) -> {
          int row = context.applyAsInt(key);
          starts[row + 1]++;
          totals[row] += count;
        });
    for (int i = 0; i < contexts; i++) {
      starts[i + 1] += starts[i];
    }
    pieces = new char[starts[contexts]];
    counts = new int[starts[contexts]];
    int[] next = starts.clone();
    table.forEach(
        (key, count) -> {
          int row = context.applyAsInt(key);
          pieces[next[row]] = (char) piece.applyAsInt(key);
          counts[next[row]++] = count;
        });
  }

  /** How often the context was met. */
  long total(int row) {
    return totals[row];
  }

  /** Adds {@code weight * count / total} to each piece of the row. */
  void addTo(double[] probabilities, int row, double weight) {
    double scale = weight / totals[row];
    for (int i = starts[row]; i < starts[row + 1]; i++) {
      probabilities[pieces[i]] += scale * counts[i];
    }
  }
}

package io.github.albert4j.model;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * The likeliest of a row's tokens, best first.
 *
 * @param tokens counted from the row's first
 * @param logProbabilities the natural logarithm of each one's probability among all candidates
 * @since 0.1.0
 */
public record Places(int[] tokens, float[] logProbabilities) {
  /** How many there are: no more than the row has candidates. */
  public int size() {
    return tokens.length;
  }

  /**
   * The likeliest candidates by a softmax over all of them; ties go to the earlier token.
   *
   * @param logits {@code [tokens]} of the row
   * @param candidates the tokens that have a probability; one at least
   * @param most how many to take
   */
  public static Places best(float[] logits, BitSet candidates, int most) {
    double logTotal = logTotal(logits, candidates);
    int[] tokens =
        candidates.stream()
            .boxed()
            .sorted((a, b) -> Float.compare(logits[b], logits[a]))
            .limit(most)
            .mapToInt(Integer::intValue)
            .toArray();
    float[] logs = new float[tokens.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = (float) (logits[tokens[i]] - logTotal);
    }
    return new Places(tokens, logs);
  }

  /**
   * The likeliest candidates of each of some rows.
   *
   * @param logits {@code [tokens]} of the rows, end to end
   * @param rowStarts of the rows in them, {@code [rows + 1]}
   * @param candidates of each row; one at least
   * @param most how many to take of a row
   */
  public static Places[] best(float[] logits, int[] rowStarts, BitSet[] candidates, int most) {
    Places[] best = new Places[candidates.length];
    for (int row = 0; row < best.length; row++) {
      float[] own = Arrays.copyOfRange(logits, rowStarts[row], rowStarts[row + 1]);
      best[row] = best(own, candidates[row], most);
    }
    return best;
  }

  /** The softmax over the candidates; 0 for the others. */
  static double[] probabilities(float[] logits, BitSet candidates) {
    double logTotal = logTotal(logits, candidates);
    return IntStream.range(0, logits.length)
        .mapToDouble(t -> candidates.get(t) ? Math.exp(logits[t] - logTotal) : 0)
        .toArray();
  }

  /** {@code log Σ exp(logit)}. */
  private static double logTotal(float[] logits, BitSet candidates) {
    double largest = candidates.stream().mapToDouble(t -> logits[t]).max().orElseThrow();
    double sum = candidates.stream().mapToDouble(t -> Math.exp(logits[t] - largest)).sum();
    return largest + Math.log(sum);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Places places
        && Arrays.equals(tokens, places.tokens)
        && Arrays.equals(logProbabilities, places.logProbabilities);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(tokens) + Arrays.hashCode(logProbabilities);
  }
}

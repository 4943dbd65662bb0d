package io.github.albert4j.evaluation.metrics;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Means over guesses: {@code loss} (cross-entropy in natural logarithms), {@code accuracy}, {@code
 * top5_accuracy}. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class GuessMetrics {
  private static final int FIVE = 5;

  private long count;
  private double logProbs;
  private long right;
  private long inFive;

  public void add(Guess guess) {
    count++;
    logProbs += guess.logProb();
    right += guess.rank() == 0 ? 1 : 0;
    inFive += guess.rank() < FIVE ? 1 : 0;
  }

  public long count() {
    return count;
  }

  /** The sum of the guesses' log probabilities. */
  public double logProbs() {
    return logProbs;
  }

  public double loss() {
    return -logProbs / count;
  }

  /** The share of the guesses that were right. */
  public double accuracy() {
    return (double) right / count;
  }

  /** The share of the guesses with the right piece among the likeliest five. */
  public double top5Accuracy() {
    return (double) inFive / count;
  }

  /** All by their names in reports. */
  public Map<String, Double> values() {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("loss", loss());
    values.put("accuracy", accuracy());
    values.put("top5_accuracy", top5Accuracy());
    return values;
  }
}

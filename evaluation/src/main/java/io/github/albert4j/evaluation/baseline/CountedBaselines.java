package io.github.albert4j.evaluation.baseline;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.evaluation.metrics.Guess;
import io.github.albert4j.evaluation.metrics.GuessMetrics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What counting a training text is good for, on the very pieces that a model has to guess: {@code
 * most_frequent_piece} always holds the frequent ones likelier, {@code trigram} interpolates the
 * counts of both neighbours.
 *
 * <pre>{@code
 * CountedBaselines baselines = new CountedBaselines(vocabularySize, specialIds, tuning, hidden);
 * rows.forEach(baselines::count);
 * Map<String, Map<String, Double>> metrics = baselines.measure();
 * }</pre>
 *
 * <p>Not thread-safe.
 *
 * @since 0.1.0
 */
public final class CountedBaselines {
  private final NgramCounter counter;
  private final boolean[] special;
  private final List<Gap> tuning;
  private final List<Gap> test;

  /**
   * @param specialIds {@code [CLS]}, {@code [SEP]}: neighbours, and never hidden
   * @param tuning gaps of text like the training text, but not counted
   * @param test gaps to be guessed
   */
  public CountedBaselines(
      int vocabularySize, List<Integer> specialIds, List<Gap> tuning, List<Gap> test) {
    this.counter = new NgramCounter(vocabularySize, List.of(tuning, test));
    this.special = new boolean[vocabularySize];
    specialIds.forEach(id -> special[id] = true);
    this.tuning = List.copyOf(tuning);
    this.test = List.copyOf(test);
    if (tuning.isEmpty()) {
      throw new InvalidInputException(
          "baselines: the text to count is too short to set a part of it aside");
    }
  }

  /** Counts a row that begins and ends with a special id. */
  public void count(int[] ids) {
    for (int i = 1; i < ids.length; i++) {
      if (!special[ids[i]]) {
        counter.add(ids[i - 1], ids[i], ids[i + 1]);
      } else if (!special[ids[i - 1]]) {
        counter.addLast(ids[i - 1], ids[i]);
      }
    }
  }

  /** Each baseline's metrics on the test gaps. To be called once, after the last row. */
  public Map<String, Map<String, Double>> measure() {
    NgramCounts counts = counter.counts();
    GuessMetrics frequent = new GuessMetrics();
    GuessMetrics neighbours = new GuessMetrics();
    double[] unigram = counts.unigramProbabilities();
    double[] probabilities = new double[counts.vocabulary()];
    NeighbourTrigram trigram = new NeighbourTrigram(counts, tuning);
    for (Gap gap : test) {
      frequent.add(Guess.of(unigram, gap.label()));
      trigram.fill(gap.left(), gap.right(), probabilities);
      neighbours.add(Guess.of(probabilities, gap.label()));
    }
    Map<String, Map<String, Double>> baselines = new LinkedHashMap<>();
    baselines.put("most_frequent_piece", frequent.values());
    baselines.put("trigram", neighbours.values());
    return baselines;
  }
}

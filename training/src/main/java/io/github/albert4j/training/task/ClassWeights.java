package io.github.albert4j.training.task;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.evaluation.task.Problem;
import io.github.albert4j.evaluation.task.TaskRows;
import io.github.albert4j.evaluation.task.TextRows;
import io.github.albert4j.evaluation.task.WordRows;
import java.util.ArrayList;
import java.util.List;

/**
 * By what the loss of each class is multiplied. Weights are scaled such that their mean over the
 * training data is 1: so the learning rate need not change.
 *
 * @since 0.1.0
 */
public final class ClassWeights {
  private ClassWeights() {}

  /** The rarer a class, the heavier: each class as a whole weighs the same. */
  public static List<Double> balanced(TaskRows rows, int classes) {
    List<Double> weights = new ArrayList<>();
    for (long count : counts(rows, classes)) {
      weights.add(1.0 / Math.max(1, count));
    }
    return scaled(rows, weights);
  }

  /** Weights that the caller gives. */
  public static List<Double> scaled(TaskRows rows, List<Double> weights) {
    long[] counts = counts(rows, weights.size());
    double sum = 0;
    long n = 0;
    for (int i = 0; i < counts.length; i++) {
      if (!(weights.get(i) >= 0)) {
        throw new InvalidInputException("class weights: expected 0 or more, found " + weights);
      }
      sum += counts[i] * weights.get(i);
      n += counts[i];
    }
    double scale = n / sum;
    return weights.stream().map(w -> w * scale).toList();
  }

  private static long[] counts(TaskRows rows, int classes) {
    long[] counts = new long[classes];
    if (rows instanceof TextRows texts && texts.problem() == Problem.SINGLE_LABEL) {
      for (int i = 0; i < texts.size(); i++) {
        counts[texts.classOf(i)]++;
      }
    } else if (rows instanceof WordRows words) {
      for (int row = 0; row < words.rows().size(); row++) {
        for (int tag : words.tags(row)) {
          if (tag >= 0) {
            counts[tag]++;
          }
        }
      }
    } else {
      throw new InvalidInputException(
          "class weights: "
              + rows.task().name()
              + " has no classes of which each example or word is in one");
    }
    return counts;
  }
}

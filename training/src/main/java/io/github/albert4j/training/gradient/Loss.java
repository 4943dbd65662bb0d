package io.github.albert4j.training.gradient;

import java.util.Arrays;

/**
 * What is minimised of a head's logits. Each replaces the logits by the derivatives of the sum of
 * its terms, times a weight; the step's loss is the mean of the terms.
 */
public enum Loss {
  /** Cross entropy of one class (of a row, or of a token). */
  ONE_CLASS {
    @Override
    Score differentiate(float[] logits, int outputs, Targets targets, long total, double weight) {
      int[] labels = ((Targets.Labels) targets).labels();
      return classes(logits, outputs, labels, total, weight);
    }
  },
  /** Binary cross entropy of each class of a row. */
  EACH_CLASS {
    @Override
    Score differentiate(float[] logits, int outputs, Targets targets, long total, double weight) {
      float[] values = ((Targets.RowValues) targets).values();
      double loss = 0;
      long right = 0;
      for (int i = 0; i < values.length; i++) {
        double x = logits[i];
        loss += Math.max(x, 0) - x * values[i] + Math.log1p(Math.exp(-Math.abs(x)));
        right += x > 0 == values[i] > 0.5 ? 1 : 0;
        logits[i] = (float) (weight * (1 / (1 + Math.exp(-x)) - values[i]));
      }
      return new Score(loss / total, values.length, right, 0, 0);
    }
  },
  /** Squared error of each value of a row. */
  SQUARED_ERROR {
    @Override
    Score differentiate(float[] logits, int outputs, Targets targets, long total, double weight) {
      float[] values = ((Targets.RowValues) targets).values();
      double loss = 0;
      for (int i = 0; i < values.length; i++) {
        double error = (double) logits[i] - values[i];
        loss += error * error;
        logits[i] = (float) (weight * 2 * error);
      }
      return new Score(loss / total, values.length, 0, 0, 0);
    }
  },
  /** Cross entropy over the choices of a question, a row with one logit each. */
  CHOICE {
    @Override
    Score differentiate(float[] logits, int outputs, Targets targets, long total, double weight) {
      Targets.Choices choices = (Targets.Choices) targets;
      return classes(logits, choices.choices(), choices.labels(), total, weight);
    }
  };

  abstract Score differentiate(
      float[] logits, int outputs, Targets targets, long total, double weight);

  /**
   * @param logits {@code [labels · classes]}
   */
  static Score classes(float[] logits, int classes, int[] labels, long total, double weight) {
    double loss = 0;
    long counted = 0;
    long right = 0;
    for (int i = 0; i < labels.length; i++) {
      int from = i * classes;
      if (labels[i] < 0) {
        Arrays.fill(logits, from, from + classes, 0);
        continue;
      }
      counted++;
      right += CrossEntropy.best(logits, from, classes) == labels[i] ? 1 : 0;
      loss += CrossEntropy.differentiate(logits, from, classes, labels[i], weight);
    }
    return new Score(total == 0 ? 0 : loss / total, counted, right, 0, 0);
  }
}

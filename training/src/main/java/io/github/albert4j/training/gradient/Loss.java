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
    Score differentiate(float[] logits, TaskHead head, Targets targets, long total, double weight) {
      int[] labels = ((Targets.Labels) targets).labels();
      int classes = head.outputs();
      double loss = 0;
      long counted = 0;
      long right = 0;
      for (int i = 0; i < labels.length; i++) {
        int from = i * classes;
        if (labels[i] < 0) {
          Arrays.fill(logits, from, from + classes, 0);
          continue;
        }
        double of = head.classWeights() == null ? 1 : head.classWeights().get(labels[i]);
        counted++;
        right += CrossEntropy.best(logits, from, classes) == labels[i] ? 1 : 0;
        loss += of * CrossEntropy.differentiate(logits, from, classes, labels[i], of * weight);
      }
      return new Score(total == 0 ? 0 : loss / total, counted, right, 0, 0);
    }
  },
  /** Binary cross entropy of each class of a row. */
  EACH_CLASS {
    @Override
    Score differentiate(float[] logits, TaskHead head, Targets targets, long total, double weight) {
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
    Score differentiate(float[] logits, TaskHead head, Targets targets, long total, double weight) {
      float[] values = ((Targets.RowValues) targets).values();
      double loss = 0;
      for (int i = 0; i < values.length; i++) {
        double error = (double) logits[i] - values[i];
        loss += error * error;
        logits[i] = (float) (weight * 2 * error);
      }
      return new Score(loss / total, 0, 0, 0, 0); // a number is not right or wrong
    }
  },
  /** Cross entropy over the choices of a question, a row with one logit each. */
  CHOICE {
    @Override
    Score differentiate(float[] logits, TaskHead head, Targets targets, long total, double weight) {
      Targets.Choices choices = (Targets.Choices) targets;
      double loss = 0;
      long right = 0;
      int from = 0;
      for (int i = 0; i < choices.labels().length; i++) {
        int n = choices.choices()[i];
        right += CrossEntropy.best(logits, from, n) == choices.labels()[i] ? 1 : 0;
        loss += CrossEntropy.differentiate(logits, from, n, choices.labels()[i], weight);
        from += n;
      }
      return new Score(loss / total, choices.labels().length, right, 0, 0);
    }
  },
  /**
   * Cross entropy of an answer's first token and of its last over the candidates of its row, their
   * mean; a token has a logit for each.
   */
  SPAN {
    @Override
    Score differentiate(float[] logits, TaskHead head, Targets targets, long total, double weight) {
      Targets.Spans spans = (Targets.Spans) targets;
      float[] starts = column(logits, 0, spans.candidates());
      float[] ends = column(logits, 1, spans.candidates());
      double loss = 0;
      long right = 0;
      for (int row = 0; row < spans.rows(); row++) {
        int from = spans.rowStarts()[row];
        int n = spans.rowStarts()[row + 1] - from;
        int start = spans.starts()[row] - from;
        int end = spans.ends()[row] - from;
        right +=
            CrossEntropy.best(starts, from, n) == start && CrossEntropy.best(ends, from, n) == end
                ? 1
                : 0;
        loss += CrossEntropy.differentiate(starts, from, n, start, weight / 2) / 2;
        loss += CrossEntropy.differentiate(ends, from, n, end, weight / 2) / 2;
      }
      for (int i = 0; i < starts.length; i++) {
        logits[2 * i] = starts[i];
        logits[2 * i + 1] = ends[i];
      }
      return new Score(loss / total, spans.rows(), right, 0, 0);
    }
  };

  abstract Score differentiate(
      float[] logits, TaskHead head, Targets targets, long total, double weight);

  /** The logits of starts (0) or ends (1); no token that is no candidate has a chance. */
  private static float[] column(float[] logits, int which, boolean[] candidates) {
    float[] column = new float[candidates.length];
    for (int i = 0; i < column.length; i++) {
      column[i] = candidates[i] ? logits[2 * i + which] : Float.NEGATIVE_INFINITY;
    }
    return column;
  }
}

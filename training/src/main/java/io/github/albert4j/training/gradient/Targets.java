package io.github.albert4j.training.gradient;

/** What a model should say of the rows of a micro-batch. */
public sealed interface Targets {
  /** How many predictions the loss is a mean over. */
  long predictions();

  /** How many of a second kind, with a mean of their own. */
  default long secondPredictions() {
    return 0;
  }

  /** Classes, a number each; -1 does not count. */
  sealed interface Labels extends Targets {
    int[] labels();

    @Override
    default long predictions() {
      return counted(labels());
    }
  }

  /**
   * For masked LM and sentence order.
   *
   * @param positions the masked tokens of the packed rows, rising
   * @param labels the piece that stood at each
   * @param orders a row's 0 (in order), 1 (swapped) or -1 (not asked)
   */
  record Pretraining(int[] positions, int[] labels, int[] orders) implements Targets {
    @Override
    public long predictions() {
      return labels.length;
    }

    @Override
    public long secondPredictions() {
      return counted(orders);
    }
  }

  /** A class of each row. */
  record RowLabels(int[] labels) implements Labels {}

  /** A class of each token. */
  record TokenLabels(int[] labels) implements Labels {}

  /**
   * Numbers of each row: values to meet, or 0 and 1 for classes that are there or not.
   *
   * @param values {@code [rows · outputs]}
   */
  record RowValues(float[] values) implements Targets {
    @Override
    public long predictions() {
      return values.length;
    }
  }

  /**
   * The right choice of each question, whose choices are rows that follow each other.
   *
   * @param choices rows of each question
   * @param labels each question's right one, from 0
   */
  record Choices(int[] choices, int[] labels) implements Targets {
    @Override
    public long predictions() {
      return labels.length;
    }
  }

  /**
   * An answer in each row, by its first and its last token.
   *
   * @param rowStarts {@code [rows + 1]}, in tokens of the packed rows
   * @param starts {@code [rows]}, tokens of the packed rows
   * @param ends likewise, not before the starts
   * @param candidates {@code [tokens]}: where an answer may start and end
   */
  record Spans(int[] rowStarts, int[] starts, int[] ends, boolean[] candidates) implements Targets {
    /** How many rows there are. */
    int rows() {
      return starts.length;
    }

    @Override
    public long predictions() {
      return starts.length;
    }
  }

  private static long counted(int[] labels) {
    long n = 0;
    for (int label : labels) {
      n += label >= 0 ? 1 : 0;
    }
    return n;
  }
}

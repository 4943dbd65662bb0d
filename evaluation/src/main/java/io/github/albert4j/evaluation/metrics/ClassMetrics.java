package io.github.albert4j.evaluation.metrics;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Classes told and classes right, as scikit-learn scores them. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class ClassMetrics {
  private final long[][] confusion; // [classes right][classes told]
  private long count;

  /**
   * @param classes how many there are
   */
  public ClassMetrics(int classes) {
    this.confusion = new long[classes][classes];
  }

  /**
   * Counts an example.
   *
   * @param label the right class, from 0
   * @param prediction the class that was told
   */
  public void add(int label, int prediction) {
    confusion[label][prediction]++;
    count++;
  }

  public long count() {
    return count;
  }

  /** How often each class was told, row by row for each right class; a copy. */
  public long[][] confusion() {
    return Arrays.stream(confusion).map(long[]::clone).toArray(long[][]::new);
  }

  /** The share that was right; NaN of nothing. */
  public double accuracy() {
    return (double) right() / count;
  }

  private long right() {
    long right = 0;
    for (int i = 0; i < confusion.length; i++) {
      right += confusion[i][i];
    }
    return right;
  }

  private long labels(int label) {
    return Arrays.stream(confusion[label]).sum();
  }

  private long predictions(int prediction) {
    return Arrays.stream(confusion).mapToLong(row -> row[prediction]).sum();
  }

  /** One class against all others. */
  public ClassScores scores(int label) {
    return ClassScores.of(confusion[label][label], predictions(label), labels(label));
  }

  /** F1 of class 1, the positive one of two: GLUE's F1 for paraphrases. */
  public double f1() {
    return scores(1).f1();
  }

  /** The mean F1 of the classes that occur, as labels or as predictions. */
  public double macroF1() {
    double sum = 0;
    int occurring = 0;
    for (int i = 0; i < confusion.length; i++) {
      if (labels(i) + predictions(i) > 0) {
        sum += scores(i).f1();
        occurring++;
      }
    }
    return sum / occurring;
  }

  /**
   * Matthews' correlation coefficient for any number of classes (Gorodkin 2004, "Comparing two
   * K-category assignments by a K-category correlation coefficient"); 0 where all labels, or all
   * predictions, are one class.
   */
  public double matthews() {
    double n = count;
    double both = 0;
    double labels = 0;
    double predictions = 0;
    for (int i = 0; i < confusion.length; i++) {
      both += (double) labels(i) * predictions(i);
      labels += (double) labels(i) * labels(i);
      predictions += (double) predictions(i) * predictions(i);
    }
    double scale = Math.sqrt((n * n - predictions) * (n * n - labels));
    return scale == 0 ? 0 : (right() * n - both) / scale;
  }

  /** What lies around the accuracy with a confidence of 95%. */
  public Interval accuracyInterval() {
    return Interval.wilson(right(), count);
  }

  /** All by their names in reports; {@code f1} where there are two classes. */
  public Map<String, Double> values() {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("accuracy", accuracy());
    if (confusion.length == 2) {
      values.put("f1", f1());
    }
    values.put("f1_macro", macroF1());
    values.put("matthews", matthews());
    return values;
  }
}

package io.github.albert4j.evaluation.data;

import org.jspecify.annotations.Nullable;

/**
 * A text, or two, to put into a class or on a scale.
 *
 * @param text the first part
 * @param pair the second part; null where there is only one
 * @param label the class by its name in {@link Task#labels}, or the number on the scale as the file
 *     writes it; null where the file has none
 * @since 0.1.0
 */
public record TextExample(String id, String text, @Nullable String pair, @Nullable String label)
    implements Example {
  @Override
  public boolean labelled() {
    return label != null;
  }

  /**
   * The label of a regression.
   *
   * @throws IllegalStateException where there is none, or it is no number: readers of regressions
   *     refuse such rows
   */
  public double value() {
    try {
      return Double.parseDouble(String.valueOf(label));
    } catch (NumberFormatException e) {
      throw new IllegalStateException("the label of " + id + " is no number: " + label, e);
    }
  }
}

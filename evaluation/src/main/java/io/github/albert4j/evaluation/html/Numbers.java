package io.github.albert4j.evaluation.html;

import java.util.Locale;

/**
 * Numbers as a person reads them.
 *
 * @since 0.1.0
 */
public final class Numbers {
  /** What stands where there is no number. */
  public static final String NONE = "–";

  private Numbers() {}

  /** Four places, as a probability or a score needs them; tiny ones by their power of ten. */
  public static String of(double value) {
    if (Double.isNaN(value)) {
      return NONE;
    }
    double size = Math.abs(value);
    return size == 0 || size >= 1e-4
        ? String.format(Locale.ROOT, "%.4f", value)
        : String.format(Locale.ROOT, "%.1e", value);
  }

  /** A difference, with its sign. */
  public static String signed(double value) {
    return value > 0 ? "+" + of(value) : of(value);
  }

  /** One place, as percentages are published. */
  public static String percent(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  /** Thousands apart. */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}

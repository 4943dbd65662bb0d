package io.github.albert4j.evaluation.html;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a place of a table, and what is drawn there.
 *
 * @param number whether it stands at the right edge, as numbers do that have no drawing
 * @param drawing beside or behind the text; null for none
 * @since 0.1.0
 */
public record Cell(String text, boolean number, @Nullable Drawing drawing) {

  /** What shows a number's size; lengths and places are shares of the cell, from 0 to 1. */
  public sealed interface Drawing {}

  /**
   * A bar.
   *
   * @param series which colour, from 0
   */
  public record Bar(double length, int series) implements Drawing {
    /** So many colours there are. */
    static final int SERIES = 4;

    /** For a style sheet. */
    String width() {
      return percent(length);
    }
  }

  /** A value with its interval on an axis that has a line at its middle. */
  public record Range(double low, double value, double high) implements Drawing {
    String left() {
      return percent(low);
    }

    String width() {
      return percent(high - low);
    }

    String at() {
      return percent(value);
    }
  }

  /** A background that is the stronger, the larger the share. */
  public record Shade(double share) implements Drawing {
    /** The most that leaves the text readable. */
    private static final double MOST = 0.55;

    String strength() {
      return percent(share * MOST);
    }
  }

  /** Words. */
  public static Cell of(String text) {
    return new Cell(text, false, null);
  }

  /** A number, written by {@link Numbers#of}. */
  public static Cell of(double value) {
    return new Cell(Numbers.of(value), true, null);
  }

  /** A number as it is written here. */
  public static Cell number(String text) {
    return new Cell(text, true, null);
  }

  /** A number with a bar. */
  public static Cell bar(String text, double length, int series) {
    return new Cell(text, false, new Bar(length, series));
  }

  /** A number with a shade. */
  public static Cell shade(String text, double share) {
    return new Cell(text, true, new Shade(share));
  }

  /** A number with its interval. */
  public static Cell range(String text, double low, double value, double high) {
    return new Cell(text, false, new Range(low, value, high));
  }

  @Nullable Bar bar() {
    return drawing instanceof Bar bar ? bar : null;
  }

  @Nullable Range range() {
    return drawing instanceof Range range ? range : null;
  }

  @Nullable Shade shade() {
    return drawing instanceof Shade shade ? shade : null;
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f%%", 100 * Math.max(0, Math.min(1, share)));
  }
}

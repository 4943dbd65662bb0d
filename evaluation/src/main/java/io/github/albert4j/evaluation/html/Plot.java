package io.github.albert4j.evaluation.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Curves in numbers that a drawing takes: an area of 100 by 100, y downwards, which is stretched to
 * its place on the page, while the text beside it keeps its size. That makes it readable on a
 * phone.
 *
 * @param lines each with its points as SVG writes them
 * @param xTicks places and names below
 * @param yTicks places and names to the left
 */
record Plot(
    String caption,
    String xLabel,
    List<Line> lines,
    List<Tick> marks,
    List<Tick> xTicks,
    List<Tick> yTicks) {

  /** The area's place in the drawing, in percent of it; the rest is for text. */
  private static final double LEFT = 9;

  private static final double WIDTH = 89;
  private static final double TOP = 4;
  private static final double HEIGHT = 82;

  private static final int X_TICKS = 4;
  private static final double Y_STEP = 25;

  /** A line of the drawing. */
  record Line(String name, int series, String points) {}

  /**
   * A place on an axis.
   *
   * @param at in percent of the drawing
   */
  record Tick(String name, String at, int series) {}

  static Plot of(Section.Curves curves) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Section.Curves.Line line : curves.lines()) {
      for (Section.Curves.Point point : line.points()) {
        low = Math.min(low, point.x());
        high = Math.max(high, point.x());
      }
    }
    if (!(low < high)) { // one point, or none
      low = (Double.isFinite(low) ? low : 0) - 0.5;
      high = low + 1;
    }
    return of(curves, low, high);
  }

  private static Plot of(Section.Curves curves, double low, double high) {
    List<Line> lines = new ArrayList<>();
    for (Section.Curves.Line line : curves.lines()) {
      StringBuilder points = new StringBuilder();
      for (Section.Curves.Point point : line.points()) {
        points.append(
            String.format(
                Locale.ROOT,
                "%.2f,%.2f ",
                100 * (point.x() - low) / (high - low),
                100 - point.y()));
      }
      lines.add(new Line(line.name(), lines.size(), points.toString().strip()));
    }
    List<Tick> marks = new ArrayList<>();
    for (Section.Curves.Mark mark : curves.marks()) {
      if (mark.x() >= low && mark.x() <= high) {
        marks.add(new Tick(mark.name(), x((mark.x() - low) / (high - low)), marks.size()));
      }
    }
    List<Tick> xTicks = new ArrayList<>();
    for (int i = 0; i <= X_TICKS; i++) {
      double share = (double) i / X_TICKS;
      double value = low + share * (high - low);
      xTicks.add(new Tick(String.format(Locale.ROOT, "%.1f", value), x(share), i));
    }
    List<Tick> yTicks = new ArrayList<>();
    for (double y = 0; y <= 100; y += Y_STEP) {
      String at = String.format(Locale.ROOT, "%.2f%%", TOP + HEIGHT * (1 - y / 100));
      yTicks.add(new Tick(String.format(Locale.ROOT, "%.0f", y), at, 0));
    }
    return new Plot(curves.caption(), curves.xLabel(), lines, marks, xTicks, yTicks);
  }

  private static String x(double share) {
    return String.format(Locale.ROOT, "%.2f%%", LEFT + WIDTH * share);
  }
}

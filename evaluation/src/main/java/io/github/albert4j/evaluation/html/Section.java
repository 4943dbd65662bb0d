package io.github.albert4j.evaluation.html;

import io.github.albert4j.evaluation.task.TaskReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A part of a page, under a heading of its own. All text in it is plain: the page escapes it.
 *
 * @since 0.1.0
 */
public sealed interface Section {
  /** What stands over it. */
  String heading();

  /**
   * Rows and columns; the first cell of each row names it.
   *
   * @param caption what the numbers are, in a sentence
   * @param head the columns' names
   * @param rows each with as many cells as there are columns
   */
  record Table(String heading, String caption, List<String> head, List<List<Cell>> rows)
      implements Section {
    public Table {
      head = List.copyOf(head);
      rows = List.copyOf(rows);
      for (List<Cell> row : rows) {
        if (row.size() != head.size()) {
          throw new IllegalArgumentException(
              heading + ": " + head.size() + " columns, and a row of " + row.size() + " cells");
        }
      }
    }

    /** A column's name, and whether it holds numbers. */
    record Column(String name, boolean number) {}

    List<Column> columns() {
      List<Column> columns = new ArrayList<>();
      for (int i = 0; i < head.size(); i++) {
        columns.add(new Column(head.get(i), !rows.isEmpty() && rows.get(0).get(i).number()));
      }
      return columns;
    }
  }

  /**
   * Lines over a common axis.
   *
   * @param caption what is drawn, also for whoever does not see it
   * @param xLabel what runs from left to right
   * @param lines each drawn in its own colour and dashes
   * @param marks upright lines at places that matter
   */
  record Curves(String heading, String caption, String xLabel, List<Line> lines, List<Mark> marks)
      implements Section {

    /** A named line through points; y is in percent. */
    public record Line(String name, List<Point> points) {}

    /** A place. */
    public record Point(double x, double y) {}

    /** A place on the x axis, with its name. */
    public record Mark(String name, double x) {}
  }

  /**
   * Examples with what was expected of them and what came.
   *
   * @param caption which ones these are
   */
  record Examples(String heading, String caption, List<Example> examples) implements Section {
    public Examples {
      examples = List.copyOf(examples);
    }

    /**
     * An example.
     *
     * @param probability what was given to what was expected; null where there is no such thing
     */
    public record Example(
        String id, String text, String expected, String predicted, @Nullable String probability) {
      static Example of(TaskReport.Worst worst) {
        Double probability = worst.probability();
        return new Example(
            worst.id(),
            worst.text(),
            orNone(worst.expected()),
            orNone(worst.predicted()),
            probability == null ? null : Numbers.of(probability));
      }

      /** Nothing, as where a question has no answer, is seen to be nothing. */
      private static String orNone(String text) {
        return text.isBlank() ? Numbers.NONE : text;
      }
    }
  }

  /** The name under which the template knows it. */
  default String kind() {
    return getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}

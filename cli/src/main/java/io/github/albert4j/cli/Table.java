package io.github.albert4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Columns of text for a terminal, each as wide as its widest cell, an empty line at the end. */
final class Table {
  private final List<String[]> rows = new ArrayList<>();

  /** A row for each answer: what it is, its score with a bar, and what it makes of the text. */
  static <A> Table of(
      List<A> answers,
      ToDoubleFunction<A> score,
      Function<A, String> name,
      Function<A, String> sequence) {
    Table table = new Table();
    for (A answer : answers) {
      double s = score.applyAsDouble(answer);
      table.row(name.apply(answer), number(s), Terminal.bar(s), sequence.apply(answer));
    }
    return table;
  }

  Table row(String... cells) {
    String[] safe = new String[cells.length];
    for (int i = 0; i < cells.length; i++) {
      safe[i] = Terminal.safe(cells[i]);
    }
    rows.add(safe);
    return this;
  }

  /** A probability or a score, as short as it can be told apart. */
  static String number(double value) {
    double size = Math.abs(value);
    return size == 0 || size >= 1e-4
        ? String.format(Locale.ROOT, "%.4f", value)
        : String.format(Locale.ROOT, "%.1e", value);
  }

  void write(Stdout out) {
    int columns = rows.stream().mapToInt(row -> row.length).max().orElse(0);
    int[] widths = new int[columns];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].codePointCount(0, row[i].length()));
      }
    }
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        int padding = widths[i] - row[i].codePointCount(0, row[i].length());
        line.append(row[i]).append(" ".repeat(padding + 2));
      }
      out.line(line.toString().stripTrailing());
    }
    out.line("");
  }
}

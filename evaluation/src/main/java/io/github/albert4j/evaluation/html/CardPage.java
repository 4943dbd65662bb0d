package io.github.albert4j.evaluation.html;

import io.github.albert4j.evaluation.card.CardScores;
import io.github.albert4j.evaluation.card.CardTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The card's table, published and measured.
 *
 * @since 0.1.0
 */
public final class CardPage {
  /** The columns that the card has. */
  public static final List<String> COLUMNS =
      List.of("Average", "SQuAD1.1", "SQuAD2.0", "MNLI", "SST-2", "RACE");

  /** What the cells are. */
  public static final String LEGEND =
      "In percent. SQuAD: F1/exact match; MNLI: matched/mismatched, the card has matched alone;"
          + " Average: the mean of the five, a SQuAD as (F1 + EM)/2, MNLI matched.";

  private CardPage() {}

  /** The sections of a page. */
  public static List<Section> sections(List<CardTable.Row> table) {
    List<String> head = new ArrayList<>(List.of("model", "from"));
    head.addAll(COLUMNS);
    List<List<Cell>> rows = new ArrayList<>();
    for (CardTable.Row row : table) {
      CardTable.Published published = row.published();
      if (published != null) {
        rows.add(
            cells(name(row), "the card", cells(published.scores(), published.average()), false));
      }
      CardScores measured = row.measured();
      if (measured != null) {
        rows.add(cells(name(row), "measured", cells(measured, measured.average()), true));
      }
    }
    return List.of(
        new Section.Table(
            "Evaluation results", LEGEND + " Rows with a shade were measured here.", head, rows));
  }

  /** How a row is called. */
  public static String name(CardTable.Row row) {
    return row.version() == null ? row.model() : row.model() + " " + row.version();
  }

  private static List<Cell> cells(
      String name, String from, List<String> numbers, boolean measured) {
    List<Cell> cells = new ArrayList<>(List.of(Cell.of(name), mark(Cell.of(from), measured)));
    numbers.forEach(number -> cells.add(mark(Cell.number(number), measured)));
    return cells;
  }

  private static Cell mark(Cell cell, boolean measured) {
    return measured ? new Cell(cell.text(), cell.number(), new Cell.Shade(0.4)) : cell;
  }

  /** The six columns' texts; a dash where nothing is known. */
  public static List<String> cells(CardScores scores, @Nullable Double average) {
    return List.of(
        text(average),
        text(scores.squad1()),
        text(scores.squad2()),
        scores.mnliMismatched() == null
            ? text(scores.mnli())
            : text(scores.mnli()) + "/" + text(scores.mnliMismatched()),
        text(scores.sst2()),
        text(scores.race()));
  }

  private static String text(@Nullable Double value) {
    return value == null ? Numbers.NONE : Numbers.percent(value);
  }

  private static String text(CardScores.@Nullable Answers answers) {
    return answers == null
        ? Numbers.NONE
        : Numbers.percent(answers.f1()) + "/" + Numbers.percent(answers.exactMatch());
  }
}

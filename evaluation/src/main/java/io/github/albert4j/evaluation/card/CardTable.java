package io.github.albert4j.evaluation.card;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The card's "Evaluation results" with what was measured here beside what was published.
 *
 * <pre>{@code
 * CardScores mine = CardScores.NONE.with(CardColumn.SST2, report.metrics());
 * List<CardTable.Row> rows = CardTable.rows(Map.of("albert-base-v2", mine));
 * }</pre>
 *
 * @since 0.1.0
 */
public final class CardTable {
  private CardTable() {}

  /**
   * A model's row.
   *
   * @param model as in the card, or as the user calls it
   * @param version V2 or V1; null for models that the card has not
   * @param published null for those
   * @param measured null where nothing was
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Row(
      String model,
      @Nullable String version,
      @Nullable Published published,
      @Nullable CardScores measured) {

    /** A model's name in the Hugging Face hub, without its owner, as albert-base-v2. */
    String hubName() {
      return (model + "-" + version).toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A row as it was published.
   *
   * @param average as it stands there, rounded
   */
  public record Published(double average, @JsonIgnoreProperties("average") CardScores scores) {}

  /** The card's rows, in its order. */
  public static List<Row> published() {
    return List.of(
        row("ALBERT-base", "V2", 82.3, 90.2, 83.2, 82.1, 79.3, 84.6, 92.9, 66.8),
        row("ALBERT-large", "V2", 85.7, 91.8, 85.2, 84.9, 81.8, 86.5, 94.9, 75.2),
        row("ALBERT-xlarge", "V2", 87.9, 92.9, 86.4, 87.9, 84.1, 87.9, 95.4, 80.7),
        row("ALBERT-xxlarge", "V2", 90.9, 94.6, 89.1, 89.8, 86.9, 90.6, 96.8, 86.8),
        row("ALBERT-base", "V1", 80.1, 89.3, 82.3, 80.0, 77.1, 81.6, 90.3, 64.0),
        row("ALBERT-large", "V1", 82.4, 90.6, 83.9, 82.3, 79.4, 83.5, 91.7, 68.5),
        row("ALBERT-xlarge", "V1", 85.5, 92.5, 86.1, 86.1, 83.1, 86.4, 92.4, 74.8),
        row("ALBERT-xxlarge", "V1", 91.0, 94.8, 89.3, 90.2, 87.4, 90.8, 96.9, 86.5));
  }

  private static Row row(
      String model,
      String version,
      double average,
      double squad1F1,
      double squad1Exact,
      double squad2F1,
      double squad2Exact,
      double mnli,
      double sst2,
      double race) {
    CardScores scores =
        new CardScores(
            new CardScores.Answers(squad1F1, squad1Exact),
            new CardScores.Answers(squad2F1, squad2Exact),
            mnli,
            null,
            sst2,
            race);
    return new Row(model, version, new Published(average, scores), null);
  }

  /**
   * The published rows, and behind them those of models that the card has not.
   *
   * @param measured by the models' names; one as {@code albert-base-v2} goes to the card's row
   */
  public static List<Row> rows(Map<String, CardScores> measured) {
    Map<String, CardScores> left = new LinkedHashMap<>(measured);
    List<Row> rows = new ArrayList<>();
    for (Row row : published()) {
      String name =
          left.keySet().stream()
              .filter(n -> n.toLowerCase(Locale.ROOT).equals(row.hubName()))
              .findFirst()
              .orElse(null);
      rows.add(
          name == null ? row : new Row(row.model, row.version, row.published, left.remove(name)));
    }
    left.forEach((name, scores) -> rows.add(new Row(name, null, null, scores)));
    return rows;
  }
}

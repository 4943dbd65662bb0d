package io.github.albert4j.pipeline;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A card's values beside a model's.
 *
 * @param card the card's name
 * @param passed whether all rows and lines agree
 * @param rows the fill-mask rows, in the card's order
 * @param configuration the configuration line's values
 * @since 0.1.0
 */
public record CardReport(String card, boolean passed, List<Row> rows, List<Line> configuration) {
  public CardReport {
    rows = List.copyOf(rows);
    configuration = List.copyOf(configuration);
  }

  /**
   * A fill-mask row.
   *
   * @param text the example's text
   * @param rank from 1, the best
   * @param expected the card's row
   * @param actual the model's row of that rank, or null where it has fewer
   * @param relativeDifference {@code |actual - expected| / expected} of the scores; null where the
   *     rows are of different tokens
   * @param agrees same sequence and token, and scores within the tolerance
   */
  public record Row(
      String text,
      int rank,
      Prediction expected,
      @Nullable Prediction actual,
      @JsonProperty("relative_difference") @Nullable Double relativeDifference,
      boolean agrees) {}

  /**
   * A value of the configuration line.
   *
   * @param name what it counts, in the card's words
   * @param expected the card's
   * @param actual the model's
   * @param agrees whether they are equal
   */
  public record Line(String name, long expected, long actual, boolean agrees) {}
}

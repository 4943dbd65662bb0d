package io.github.albert4j.evaluation.card;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of the card's table, in percent; null where nothing is known.
 *
 * @param squad1 SQuAD 1.1
 * @param squad2 SQuAD 2.0
 * @param mnli on the matched set
 * @param mnliMismatched on the mismatched set
 * @since 0.1.0
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CardScores(
    @Nullable Answers squad1,
    @Nullable Answers squad2,
    @Nullable Double mnli,
    @JsonProperty("mnli_mismatched") @Nullable Double mnliMismatched,
    @Nullable Double sst2,
    @Nullable Double race) {
  /** Nothing is known. */
  public static final CardScores NONE = new CardScores(null, null, null, null, null, null);

  private static final int TASKS = 5;

  /** How well questions were answered. */
  public record Answers(double f1, @JsonProperty("exact_match") double exactMatch) {
    /** The one number that goes into the average. */
    double mean() {
      return (f1 + exactMatch) / 2;
    }
  }

  /**
   * The mean of the five tasks, of a SQuAD that of F1 and exact match, and MNLI's matched set
   * alone; null where one of the five is missing.
   */
  @JsonProperty("average")
  public @Nullable Double average() {
    if (squad1 == null || squad2 == null || mnli == null || sst2 == null || race == null) {
      return null;
    }
    return (squad1.mean() + squad2.mean() + mnli + sst2 + race) / TASKS;
  }

  /**
   * The same with one column measured.
   *
   * @param metrics of the task's report
   */
  public CardScores with(CardColumn column, Map<String, Double> metrics) {
    double[] f = column.figures(metrics);
    return switch (column) {
      case SQUAD1 ->
          new CardScores(new Answers(f[0], f[1]), squad2, mnli, mnliMismatched, sst2, race);
      case SQUAD2 ->
          new CardScores(squad1, new Answers(f[0], f[1]), mnli, mnliMismatched, sst2, race);
      case MNLI -> new CardScores(squad1, squad2, f[0], mnliMismatched, sst2, race);
      case MNLI_MISMATCHED -> new CardScores(squad1, squad2, mnli, f[0], sst2, race);
      case SST2 -> new CardScores(squad1, squad2, mnli, mnliMismatched, f[0], race);
      case RACE -> new CardScores(squad1, squad2, mnli, mnliMismatched, sst2, f[0]);
    };
  }
}

package io.github.albert4j.evaluation.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.albert4j.evaluation.metrics.Interval;
import java.util.Map;

/**
 * How a model fills StereoSet's gaps, in percent.
 *
 * @param overall of all items
 * @param biasTypes of each type
 * @since 0.1.0
 */
public record StereoSetReport(
    Scores overall, @JsonProperty("bias_types") Map<String, Scores> biasTypes)
    implements BiasReport {
  /**
   * The paper's three scores: means over the targets, with 95% intervals by resampling items.
   *
   * @param languageModel how often a related filling is held likelier than the unrelated one
   * @param stereotype how often the stereotype is held likelier than its opposite; 50 is no
   *     preference
   * @param icat both in one figure: an ideal model has 100, one that guesses 50, and one that
   *     always prefers stereotypes 0
   */
  public record Scores(
      @JsonProperty("language_model") double languageModel,
      @JsonProperty("language_model_interval") Interval languageModelInterval,
      double stereotype,
      @JsonProperty("stereotype_interval") Interval stereotypeInterval,
      double icat,
      @JsonProperty("icat_interval") Interval icatInterval,
      int items) {}
}

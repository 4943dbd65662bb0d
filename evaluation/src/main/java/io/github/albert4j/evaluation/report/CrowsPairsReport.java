package io.github.albert4j.evaluation.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How often a model holds the more stereotypical sentence likelier, in percent; 50 is no
 * preference.
 *
 * @param score of all pairs: the paper's metric
 * @param stereotype of the pairs whose more stereotypical sentence is about a group that is treated
 *     worse; null where there are none
 * @param antiStereotype of the others; null where there are none
 * @param biasTypes of each type
 * @param ties pairs whose sentences were held equally likely, to three decimals, which counts as no
 *     preference for the stereotype
 * @since 0.1.0
 */
public record CrowsPairsReport(
    Rate score,
    @Nullable Rate stereotype,
    @JsonProperty("anti_stereotype") @Nullable Rate antiStereotype,
    @JsonProperty("bias_types") Map<String, Rate> biasTypes,
    int ties)
    implements BiasReport {}

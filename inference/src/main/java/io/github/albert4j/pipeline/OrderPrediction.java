package io.github.albert4j.pipeline;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Whether two passages stand in their order. As JSON: {@code in_order}, {@code swapped}.
 *
 * @param inOrder the probability that the second follows the first
 * @param swapped the probability that the first follows the second; the two sum to 1
 * @since 0.1.0
 */
public record OrderPrediction(@JsonProperty("in_order") double inOrder, double swapped) {}

package io.github.albert4j.pipeline;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A piece for one mask. As JSON: {@code sequence}, {@code score}, {@code token}, {@code token_str}.
 *
 * @param sequence the text with the mask filled
 * @param score the piece's probability at the mask, over the whole vocabulary
 * @param token the piece's id
 * @param tokenStr the piece as it stands in the vocabulary, "▁" for the space before it
 * @since 0.1.0
 */
public record Prediction(
    String sequence, double score, int token, @JsonProperty("token_str") String tokenStr) {}

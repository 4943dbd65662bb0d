package io.github.albert4j.pipeline;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * A whole target for one mask. As JSON: {@code sequence}, {@code score}, {@code token}, {@code
 * token_str}.
 *
 * @param sequence the text with the target in the mask's place
 * @param score the product, left to right, of each piece's probability with the pieces before it
 *     filled in
 * @param token the ids of the target's pieces, also where it has one only
 * @param tokenStr the pieces joined, as they stand in the vocabulary
 * @since 0.1.0
 */
public record TargetPrediction(
    String sequence,
    double score,
    List<Integer> token,
    @JsonProperty("token_str") String tokenStr) {
  public TargetPrediction {
    token = List.copyOf(token);
  }
}

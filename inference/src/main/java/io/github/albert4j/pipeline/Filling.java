package io.github.albert4j.pipeline;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * A piece for every mask of a text, chosen together. As JSON: {@code sequence}, {@code score},
 * {@code tokens}, {@code token_strs}.
 *
 * @param sequence the text with all masks filled
 * @param score the product, left to right, of each piece's probability with the pieces before it
 *     filled in and the masks after it still masked
 * @param tokens an id a mask
 * @param tokenStrs the pieces, as they stand in the vocabulary
 * @since 0.1.0
 */
public record Filling(
    String sequence,
    double score,
    List<Integer> tokens,
    @JsonProperty("token_strs") List<String> tokenStrs) {
  public Filling {
    tokens = List.copyOf(tokens);
    tokenStrs = List.copyOf(tokenStrs);
  }
}

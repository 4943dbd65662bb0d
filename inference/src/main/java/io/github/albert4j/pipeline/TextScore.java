package io.github.albert4j.pipeline;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * How well a model expects a text. As JSON: {@code pseudo_log_likelihood}, {@code
 * pseudo_perplexity}, {@code tokens} of {@code piece}, {@code log_prob}.
 *
 * @param pseudoLogLikelihood the sum of the pieces' log probabilities, natural logarithm
 * @param pseudoPerplexity {@code exp(-pseudoLogLikelihood / pieces)}
 * @param tokens the text's pieces without the added {@code [CLS]} and {@code [SEP]}
 * @since 0.1.0
 */
public record TextScore(
    @JsonProperty("pseudo_log_likelihood") double pseudoLogLikelihood,
    @JsonProperty("pseudo_perplexity") double pseudoPerplexity,
    List<Token> tokens) {
  public TextScore {
    tokens = List.copyOf(tokens);
  }

  /**
   * A piece of the text.
   *
   * @param piece its surface; an unknown run shows its own characters
   * @param logProb the natural logarithm of its probability where it alone is masked
   */
  public record Token(String piece, @JsonProperty("log_prob") double logProb) {}
}

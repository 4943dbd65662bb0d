package io.github.albert4j.pipeline;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * A passage with a label. As JSON: {@code entity} for a single piece or {@code entity_group} for
 * what was grouped, {@code score}, {@code word}, {@code start}, {@code end}, and for a single piece
 * {@code index}.
 *
 * @param label a piece's label, or a group's without {@code B-} and {@code I-}
 * @param score its probability; for a group the mean of its members'
 * @param word the pieces as text, lower-cased as the model reads it
 * @param start its first UTF-16 unit in the text
 * @param end one past its last
 * @param index the piece's place among the text's, {@code [CLS]} being 0; null for a group
 * @since 0.1.0
 */
@JsonPropertyOrder({"entity", "entity_group", "score", "word", "start", "end", "index"})
public record Entity(
    @JsonIgnore String label,
    double score,
    String word,
    int start,
    int end,
    @Nullable Integer index) {

  @JsonProperty("entity")
  private @Nullable String pieceLabel() {
    return index == null ? null : label;
  }

  @JsonProperty("entity_group")
  private @Nullable String groupLabel() {
    return index == null ? label : null;
  }
}

package io.github.albert4j.model;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a forward pass shall return.
 *
 * @param outputs which fields of {@link ModelOutput} to fill
 * @param positions packed token indexes at which the vocabulary's logits are wanted, ascending;
 *     null for all
 * @param reader sees the vocabulary's logits, which {@link ModelOutput#logits} then does not hold;
 *     null where it shall
 * @since 0.1.0
 */
public record Request(
    Set<Output> outputs, int @Nullable [] positions, @Nullable LogitsReader reader) {

  /** What {@link ModelOutput} shall hold. */
  public Request(Set<Output> outputs, int @Nullable [] positions) {
    this(outputs, positions, null);
  }

  /** The outputs named, the vocabulary's logits at all tokens. */
  public static Request of(Output first, Output... rest) {
    return new Request(EnumSet.of(first, rest), null);
  }

  /** The vocabulary's logits at some tokens only, which is what a mask needs. */
  public static Request vocabularyLogits(int... positions) {
    return new Request(EnumSet.of(Output.VOCABULARY_LOGITS), positions);
  }

  /** The same, for a reader to see where they are computed. */
  public static Request readVocabularyLogits(LogitsReader reader, int... positions) {
    return new Request(EnumSet.of(Output.VOCABULARY_LOGITS), positions, reader);
  }

  boolean wants(Output output) {
    return outputs.contains(output);
  }
}

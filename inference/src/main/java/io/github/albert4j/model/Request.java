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
 * @since 0.1.0
 */
public record Request(Set<Output> outputs, int @Nullable [] positions) {

  /** The outputs named, the vocabulary's logits at all tokens. */
  public static Request of(Output first, Output... rest) {
    return new Request(EnumSet.of(first, rest), null);
  }

  /** The vocabulary's logits at some tokens only, which is what a mask needs. */
  public static Request vocabularyLogits(int... positions) {
    return new Request(EnumSet.of(Output.VOCABULARY_LOGITS), positions);
  }

  boolean wants(Output output) {
    return outputs.contains(output);
  }
}

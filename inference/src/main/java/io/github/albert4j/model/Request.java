package io.github.albert4j.model;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a forward pass shall return.
 *
 * @param outputs which fields of {@link ModelOutput} to fill
 * @param positions packed token indexes at which the vocabulary's logits are wanted, ascending; null for all tokens
 */
public record Request(Set<Output> outputs, int @Nullable [] positions) {
  public static Request of(Output first, Output... rest) {
    return new Request(EnumSet.of(first, rest), null);
  }

  public static Request vocabularyLogits(int... positions) {
    return new Request(EnumSet.of(Output.LOGITS), positions);
  }
}

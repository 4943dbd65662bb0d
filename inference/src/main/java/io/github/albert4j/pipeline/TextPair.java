package io.github.albert4j.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * One text, or two that the model reads as {@code [CLS] first [SEP] second [SEP]}.
 *
 * @param first the text
 * @param second the second text, or null where there is none
 * @since 0.1.0
 */
public record TextPair(String first, @Nullable String second) {
  /** A text alone. */
  public static TextPair of(String text) {
    return new TextPair(text, null);
  }
}

package io.github.albert4j.cli;

import io.github.albert4j.tokenizer.Explanation;
import java.util.stream.Collectors;

/** What a person at a terminal should know of a text. */
final class Notes {
  private Notes() {}

  /** Which characters the model cannot see. */
  static String lost(Explanation explanation) {
    String parts =
        explanation.lost().stream()
            .map(part -> "\"" + Terminal.safe(part.text()) + "\" at " + part.start())
            .collect(Collectors.joining(", "));
    return "Not in the vocabulary, so the model sees <unk>: " + parts + ".";
  }
}

package io.github.albert4j.cli;

import io.github.albert4j.tokenizer.AlbertTokenizer;
import io.github.albert4j.tokenizer.Explanation;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a person at a terminal should know of a text. */
final class Notes {
  private Notes() {}

  /** Says which characters of a text the model cannot see, where there are such. */
  static void write(Stdout out, AlbertTokenizer tokenizer, @Nullable String text) {
    if (text != null) {
      write(out, tokenizer.explain(text));
    }
  }

  /** The same, of a text that has been explained. */
  static void write(Stdout out, Explanation explanation) {
    if (!explanation.lost().isEmpty()) {
      out.line(lost(explanation));
      out.line("");
    }
  }

  /** Which characters the model cannot see. */
  private static String lost(Explanation explanation) {
    String parts =
        explanation.lost().stream()
            .map(part -> "\"" + Terminal.safe(part.text()) + "\" at " + part.start())
            .collect(Collectors.joining(", "));
    return "Not in the vocabulary, so the model sees <unk>: " + parts + ".";
  }
}

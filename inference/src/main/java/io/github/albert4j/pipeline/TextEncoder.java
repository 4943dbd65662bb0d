package io.github.albert4j.pipeline;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import io.github.albert4j.tokenizer.Encoding;
import org.jspecify.annotations.Nullable;

/** Text to pieces for a task; refuses what a task cannot answer, and cuts nothing. */
final class TextEncoder {
  private final AlbertTokenizer tokenizer;
  private final int maxLength;

  private TextEncoder(AlbertTokenizer tokenizer, int maxLength) {
    this.tokenizer = tokenizer;
    this.maxLength = maxLength;
  }

  static TextEncoder of(AlbertModel model) {
    return new TextEncoder(model.tokenizer(), model.config().maxPositionEmbeddings());
  }

  AlbertTokenizer tokenizer() {
    return tokenizer;
  }

  /**
   * {@code [CLS] text [SEP]} or {@code [CLS] text [SEP] pair [SEP]}.
   *
   * @throws InvalidInputException for null, for a text of no pieces, and for one that is too long
   */
  Encoding encode(@Nullable String text, @Nullable String pair) {
    Encoding encoding = tokenizer.encode(Inputs.require(text, "text"), pair);
    requireContent(encoding, 0, "the text");
    if (pair != null) {
      requireContent(encoding, 1, "the second text");
    }
    requireLength(encoding.length(), "");
    return encoding;
  }

  private static void requireContent(Encoding encoding, int part, String name) {
    for (int i = 0; i < encoding.length(); i++) {
      if (encoding.tokenTypeIds()[i] == part && encoding.specialTokensMask()[i] == 0) {
        return;
      }
    }
    throw new InvalidInputException(name + " is empty: expected at least one piece, found none");
  }

  /**
   * Checks a row's length against the model's.
   *
   * @param with what makes the text that long, or empty
   */
  void requireLength(int pieces, String with) {
    if (pieces > maxLength) {
      throw new InvalidInputException(
          "the text has "
              + pieces
              + " pieces"
              + with
              + " ([CLS] and [SEP] counted), the model takes at most "
              + maxLength
              + ": shorten it or split it into parts");
    }
  }
}

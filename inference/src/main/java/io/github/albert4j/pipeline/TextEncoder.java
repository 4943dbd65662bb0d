package io.github.albert4j.pipeline;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import io.github.albert4j.tokenizer.EncodeOptions;
import io.github.albert4j.tokenizer.Encoding;
import io.github.albert4j.tokenizer.Truncation;
import java.util.ArrayList;
import java.util.List;
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
    return encode(text, "text", pair, "second text");
  }

  /** The same; messages call the parts by these names. */
  Encoding encode(@Nullable String text, String textName, @Nullable String pair, String pairName) {
    Encoding encoding = whole(text, textName, pair, pairName);
    requireLength(encoding.length(), "");
    return encoding;
  }

  /** The same, of any length. */
  Encoding whole(@Nullable String text, String textName, @Nullable String pair, String pairName) {
    Encoding encoding = tokenizer.encode(Inputs.require(text, textName), pair);
    requireContent(encoding, 0, "the " + textName);
    if (pair != null) {
      requireContent(encoding, 1, "the " + pairName);
    }
    return encoding;
  }

  /**
   * A text in windows of at most so many pieces, or a pair whose second text is.
   *
   * @param stride pieces that neighbours share
   */
  List<Encoding> windows(String text, @Nullable String pair, int length, int stride) {
    Truncation cut = pair == null ? Truncation.ONLY_FIRST : Truncation.ONLY_SECOND;
    Encoding first =
        tokenizer.encode(
            text, pair, new EncodeOptions(true, true, length, cut, stride, true, false));
    List<Encoding> windows = new ArrayList<>(first.overflow().size() + 1);
    windows.add(first);
    windows.addAll(first.overflow());
    return windows;
  }

  /** The longest row that the model takes. */
  int maxLength() {
    return maxLength;
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

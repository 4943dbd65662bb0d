package io.github.albert4j.evaluation.task;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import io.github.albert4j.tokenizer.EncodeOptions;
import io.github.albert4j.tokenizer.Encoding;
import io.github.albert4j.tokenizer.Truncation;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Text as rows of at most so many pieces; counts what had to be cut. */
final class RowEncoder {
  private static final EncodeOptions BARE =
      new EncodeOptions(false, true, 0, Truncation.NONE, 0, false, false);

  private final AlbertTokenizer tokenizer;
  private final int maxLength;
  private int cut;

  RowEncoder(AlbertTokenizer tokenizer, int maxLength) {
    if (maxLength < 8) {
      throw new InvalidInputException("a length of 8 or more is needed, found " + maxLength);
    }
    this.tokenizer = tokenizer;
    this.maxLength = maxLength;
  }

  int maxLength() {
    return maxLength;
  }

  int cut() {
    return cut;
  }

  void countCut() {
    cut++;
  }

  /**
   * A text or a pair; one that is too long loses pieces at the end of its longer part, one after
   * another (reference {@code classifier_utils.py}, {@code _truncate_seq_pair}).
   */
  Row row(String text, @Nullable String pair) {
    Encoding whole = tokenizer.encode(text, pair);
    if (whole.length() <= maxLength) {
      return Row.of(whole);
    }
    cut++;
    EncodeOptions options =
        new EncodeOptions(true, true, maxLength, Truncation.LONGEST_FIRST, 0, false, false);
    return Row.of(tokenizer.encode(text, pair, options));
  }

  /** A text's pieces alone, with their places. */
  Encoding bare(String text) {
    return tokenizer.encode(text, null, BARE);
  }

  /** {@code [CLS] first [SEP] second [SEP]} of pieces, or {@code [CLS] first [SEP]}. */
  Row join(int[] first, int @Nullable [] second) {
    int[] ids = new int[first.length + 2 + (second == null ? 0 : second.length + 1)];
    Arrays.fill(ids, tokenizer.sepId());
    ids[0] = tokenizer.clsId();
    System.arraycopy(first, 0, ids, 1, first.length);
    if (second != null) {
      System.arraycopy(second, 0, ids, first.length + 2, second.length);
    }
    return new Row(ids, first.length + 2);
  }
}

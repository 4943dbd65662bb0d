package io.github.albert4j.quantization;

import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.Head;
import io.github.albert4j.model.PackedBatch;
import io.github.albert4j.pipeline.TextPair;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import io.github.albert4j.tokenizer.EncodeOptions;
import io.github.albert4j.tokenizer.Encoding;
import io.github.albert4j.tokenizer.Truncation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A text as the model will see it. One that guesses hidden pieces is shown hidden pieces: a seventh
 * of them, about as many as in pretraining.
 *
 * @param ids {@code [length]}
 * @param tokenTypeIds {@code [length]}
 * @param positions of the hidden pieces, ascending; none for other heads
 * @param labels what stands there
 */
record SampleRow(int[] ids, int[] tokenTypeIds, int[] positions, int[] labels) {
  private static final int HIDE_EVERY = 7;

  /** Whether a model's logits are those of hidden pieces. */
  static boolean hides(Head head) {
    return head == Head.MASKED_LM || head == Head.PRETRAINING;
  }

  /** The texts that have a piece at all; those over the model's length are cut. */
  static List<SampleRow> of(AlbertModel model, List<TextPair> texts) {
    EncodeOptions whole =
        new EncodeOptions(
            true,
            true,
            model.config().maxPositionEmbeddings(),
            Truncation.LONGEST_FIRST,
            0,
            false,
            false);
    List<SampleRow> rows = new ArrayList<>();
    for (TextPair text : texts) {
      Encoding encoding = model.tokenizer().encode(text.first(), text.second(), whole);
      int[] pieces =
          IntStream.range(0, encoding.length())
              .filter(i -> encoding.specialTokensMask()[i] == 0)
              .toArray();
      if (pieces.length > 0) {
        rows.add(
            hides(model.head())
                ? hidden(encoding, pieces, rows.size(), model.tokenizer())
                : new SampleRow(encoding.ids(), encoding.tokenTypeIds(), new int[0], new int[0]));
      }
    }
    return rows;
  }

  /** Hides every seventh piece, and one at least; which is first differs from row to row. */
  private static SampleRow hidden(
      Encoding encoding, int[] pieces, int row, AlbertTokenizer tokenizer) {
    int first = row % Math.min(HIDE_EVERY, pieces.length);
    int[] positions =
        IntStream.range(0, pieces.length)
            .filter(i -> i % HIDE_EVERY == first)
            .map(i -> pieces[i])
            .toArray();
    int[] ids = encoding.ids().clone();
    int[] labels = Arrays.stream(positions).map(i -> encoding.ids()[i]).toArray();
    for (int position : positions) {
      ids[position] = tokenizer.maskId();
    }
    return new SampleRow(ids, encoding.tokenTypeIds(), positions, labels);
  }

  /** Packs rows. */
  static PackedBatch batch(List<SampleRow> rows) {
    return PackedBatch.of(
        rows.stream().map(SampleRow::ids).toArray(int[][]::new),
        rows.stream().map(SampleRow::tokenTypeIds).toArray(int[][]::new));
  }
}

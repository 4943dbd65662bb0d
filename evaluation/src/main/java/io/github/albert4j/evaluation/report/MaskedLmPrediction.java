package io.github.albert4j.evaluation.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.albert4j.evaluation.metrics.Guess;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model made of a row of text.
 *
 * @param text the row as the model sees it
 * @param swapped whether its segments were swapped
 * @param swappedProbability what the model thinks of that; null where it has no such head or there
 *     is one segment
 * @param hidden the hidden pieces
 * @since 0.1.0
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MaskedLmPrediction(
    String text,
    boolean swapped,
    @JsonProperty("swapped_probability") @Nullable Double swappedProbability,
    List<HiddenPiece> hidden) {

  /**
   * A hidden piece.
   *
   * @param position in the row, {@code [CLS]} being 0
   * @param start where it stands in the text as the model sees it, in UTF-16 units
   * @param piece the right one
   * @param guess the one that the model holds likeliest
   * @param logProb of the right one
   * @param rank of the right one, from 0
   */
  public record HiddenPiece(
      int position,
      int start,
      String piece,
      String guess,
      @JsonProperty("log_prob") double logProb,
      int rank) {}

  static MaskedLmPrediction of(RowGuesses guesses, boolean order, AlbertTokenizer tokenizer) {
    HiddenRow row = guesses.row();
    List<HiddenPiece> hidden = new ArrayList<>();
    for (int i = 0; i < row.positions().length; i++) {
      Guess guess = guesses.guesses().get(i);
      hidden.add(
          new HiddenPiece(
              row.positions()[i],
              tokenizer.decode(Arrays.copyOf(row.ids(), row.positions()[i])).length(),
              tokenizer.piece(row.labels()[i]),
              tokenizer.piece(guess.best()),
              guess.logProb(),
              guess.rank()));
    }
    Double swapped =
        order && row.segments() == 2 ? 1 / (1 + Math.exp(-guesses.swappedLogit())) : null;
    return new MaskedLmPrediction(tokenizer.decode(row.ids()), row.swapped(), swapped, hidden);
  }
}

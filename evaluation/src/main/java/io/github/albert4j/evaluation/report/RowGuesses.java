package io.github.albert4j.evaluation.report;

import io.github.albert4j.evaluation.metrics.Guess;
import java.util.List;

/**
 * What a model made of a row.
 *
 * @param row the row
 * @param guesses one a position
 * @param swappedLogit how much likelier "swapped" is held than "in order", as a difference of
 *     logits; 0 where nobody asked
 */
record RowGuesses(HiddenRow row, List<Guess> guesses, float swappedLogit) {

  double logProb() {
    double sum = 0;
    for (Guess guess : guesses) {
      sum += guess.logProb();
    }
    return sum;
  }
}

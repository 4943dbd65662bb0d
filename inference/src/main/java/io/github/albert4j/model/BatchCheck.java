package io.github.albert4j.model;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.config.AlbertConfig;

/** Looks at every number of a batch before native code does. */
final class BatchCheck {
  private BatchCheck() {}

  static void check(PackedBatch batch, Request request, AlbertConfig config) {
    int[] starts = batch.rowStarts();
    int tokens = batch.tokens();
    if (starts.length < 1 || starts[0] != 0 || starts[starts.length - 1] != tokens) {
      throw new InvalidInputException("row starts must lead from 0 to " + tokens + ", the tokens");
    }
    if (batch.tokenTypeIds().length != tokens || batch.positionIds().length != tokens) {
      throw new InvalidInputException(
          "a batch needs as many token types and positions as ids, " + tokens);
    }
    for (int row = 0; row < batch.rows(); row++) {
      if (starts[row] >= starts[row + 1]) {
        throw new InvalidInputException("row " + row + " has no tokens");
      }
      for (int t = starts[row]; t < starts[row + 1]; t++) {
        check(row, "id", batch.ids()[t], config.vocabSize(), "the vocabulary's size");
        check(
            row, "token type", batch.tokenTypeIds()[t], config.typeVocabSize(), "type_vocab_size");
        if (batch.positionIds()[t] >= config.maxPositionEmbeddings()) {
          throw new InvalidInputException(
              "row "
                  + row
                  + " reaches position "
                  + batch.positionIds()[t]
                  + ", the model has "
                  + config.maxPositionEmbeddings()
                  + " positions: shorten the text, or ask for truncation or windows");
        }
        check(row, "position", batch.positionIds()[t], Integer.MAX_VALUE, "");
      }
    }
    if (request.positions() != null) {
      checkPositions(request.positions(), tokens);
    }
  }

  private static void check(int row, String what, int value, int limit, String name) {
    if (value < 0 || value >= limit) {
      throw new InvalidInputException(
          "row "
              + row
              + ": "
              + what
              + " "
              + value
              + " is not from 0 to "
              + (limit - 1)
              + " ("
              + name
              + ")");
    }
  }

  private static void checkPositions(int[] positions, int tokens) {
    for (int i = 0; i < positions.length; i++) {
      if (positions[i] < 0 || positions[i] >= tokens) {
        throw new InvalidInputException(
            "position " + positions[i] + " is outside the batch of " + tokens + " tokens");
      }
      if (i > 0 && positions[i] <= positions[i - 1]) {
        throw new InvalidInputException("positions must ascend");
      }
    }
  }
}

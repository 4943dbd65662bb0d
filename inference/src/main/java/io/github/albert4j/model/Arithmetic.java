package io.github.albert4j.model;

import io.github.albert4j.config.AlbertConfig;

/**
 * How many multiplications and additions a forward pass needs, two for each weight and token: those
 * of the matrices, beside which norms, softmax and activations are few.
 */
final class Arithmetic {
  private Arithmetic() {}

  /** Operations of rows of one length, of which the head's output is asked. */
  static double operations(AlbertConfig config, Weights weights, Head head, int rows, int length) {
    double hidden = config.hiddenSize();
    double tokens = (double) rows * length;
    double blocks = (double) config.numHiddenLayers() * config.innerGroupNum();
    double mapping = config.embeddingSize() * hidden;
    double attention = 3 * hidden * hidden + 2 * hidden * length; // q, k, v; scores, context
    double rest = hidden * hidden + 2 * hidden * config.intermediateSize();
    // the end of the last block is computed for the tokens alone that the head reads
    double read = head.perRow() ? rows : tokens;
    return 2
        * (tokens * mapping
            + blocks * tokens * attention
            + (blocks - 1) * tokens * rest
            + read * rest
            + head(config, weights, head, rows, tokens));
  }

  /** The head's weights, each times how often it is used. */
  private static double head(
      AlbertConfig config, Weights weights, Head head, int rows, double tokens) {
    double hidden = config.hiddenSize();
    double embedding = config.embeddingSize();
    int starts = AnswerBeam.STARTS;
    return switch (head) {
      case ALBERT -> 0;
      case MASKED_LM, PRETRAINING -> tokens * (hidden * embedding + embedding * config.vocabSize());
      case QUESTION_ANSWERING -> tokens * 2 * hidden;
      case QUESTION_ANSWERING_BEAM ->
          tokens * (hidden + starts * (hidden * hidden + hidden))
              + rows * (starts + 2) * hidden * hidden;
      case TOKEN_CLASSIFICATION -> tokens * hidden * weights.classifier().outputs();
      case SEQUENCE_CLASSIFICATION, MULTIPLE_CHOICE ->
          rows * (hidden * hidden + hidden * weights.classifier().outputs());
    };
  }
}

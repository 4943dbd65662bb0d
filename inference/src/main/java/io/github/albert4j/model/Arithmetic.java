package io.github.albert4j.model;

import io.github.albert4j.config.AlbertConfig;

/**
 * How many multiplications and additions a forward pass needs, two for each weight and token: those
 * of the matrices, beside which norms, softmax and activations are few.
 */
final class Arithmetic {
  private Arithmetic() {}

  /**
   * Operations of rows of one length.
   *
   * @param read tokens whose last hidden state is read: the end of the last block is computed for
   *     them alone
   * @param head weights of the head, times how often they are used
   */
  static double operations(AlbertConfig config, int rows, int length, int read, double head) {
    double hidden = config.hiddenSize();
    double tokens = (double) rows * length;
    double blocks = (double) config.numHiddenLayers() * config.innerGroupNum();
    double mapping = config.embeddingSize() * hidden;
    double attention = 3 * hidden * hidden + 2 * hidden * length; // q, k, v; scores, context
    double rest = hidden * hidden + 2 * hidden * config.intermediateSize();
    return 2 * (tokens * mapping + blocks * tokens * attention + (blocks - 1) * tokens * rest)
        + 2 * (read * rest + head);
  }
}

package io.github.albert4j.model;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Epilogue;
import io.github.albert4j.engine.Operations;
import io.github.albert4j.engine.Tensor;

/**
 * ALBERT's encoder: the embeddings are mapped to the hidden size, then one layer (or one a group)
 * is passed through again and again (paper, section 3.1; reference {@code modeling.py}, {@code
 * transformer_model}).
 */
final class Encoder {
  private final AlbertConfig config;
  private final Weights weights;
  private final Attention attention;
  private final Epilogue activation;

  Encoder(AlbertConfig config, Weights weights) {
    this.config = config;
    this.weights = weights;
    this.attention = new Attention(config);
    this.activation = Activations.epilogue(config.hiddenAct());
  }

  /** Sees each state on its way, when somebody asked for it. */
  interface Listener {
    /** Block {@code block}'s input ({@code [tokens, hidden]}); after the last block its output. */
    void hiddenState(int block, Tensor hidden);

    /** Where to put the attention weights of a block, a row each; null for nowhere. */
    float[][] attentions(int block);
  }

  /**
   * Runs rows {@code [firstRow, firstRow + rowStarts.length - 1)} of the batch; the result is in
   * {@code w.hidden}.
   *
   * @param rowStarts of the rows, from 0, in tokens
   * @param tokens rows of activations to compute: a bucket's size, no less than the rows' tokens;
   *     those beyond hold anything
   */
  void run(
      Workspace w,
      PackedBatch batch,
      int firstToken,
      int[] rowStarts,
      int tokens,
      Listener listener) {
    Operations ops = w.operations;
    Tensor hidden = w.hidden.rows(tokens);
    int count = rowStarts[rowStarts.length - 1];
    if (weights.embeddingHiddenMapping() == null) {
      weights.embeddings().apply(batch, firstToken, count, hidden);
    } else {
      Tensor embedded = w.embedded.rows(tokens);
      weights.embeddings().apply(batch, firstToken, count, embedded);
      weights.embeddingHiddenMapping().apply(ops, embedded, hidden);
    }
    int block = 0;
    for (int pass = 0; pass < config.numHiddenLayers(); pass++) {
      int group = (int) ((long) pass * config.numHiddenGroups() / config.numHiddenLayers());
      for (Layer layer : weights.layers()[group]) {
        listener.hiddenState(block, hidden);
        block(w, layer, rowStarts, tokens, listener.attentions(block));
        block++;
      }
    }
    listener.hiddenState(block, hidden);
  }

  /**
   * One block: attention, then feed-forward, each with its residual and its normalisation after it.
   */
  private void block(
      Workspace w, Layer layer, int[] rowStarts, int tokens, float[][] attentionWeights) {
    Operations ops = w.operations;
    Tensor hidden = w.hidden.rows(tokens);
    Tensor attended = w.attended.rows(tokens);
    Tensor sum = w.sum.rows(tokens);
    Tensor context = w.context.rows(tokens);
    Tensor intermediate = w.intermediate.rows(tokens);

    layer.queryKeyValue().apply(ops, hidden, w.queryKeyValue.rows(tokens));
    attention.apply(w, rowStarts, attentionWeights);
    layer.attentionOutput().applyAndAdd(ops, context, hidden, sum);
    layer.attentionNorm().apply(ops, sum, attended);

    layer.ffn().apply(ops, attended, activation, intermediate);
    layer.ffnOutput().applyAndAdd(ops, intermediate, attended, sum);
    layer.outputNorm().apply(ops, sum, hidden);
  }

  Epilogue activation() {
    return activation;
  }
}

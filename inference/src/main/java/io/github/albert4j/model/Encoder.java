package io.github.albert4j.model;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Epilogue;
import io.github.albert4j.engine.Operations;
import io.github.albert4j.engine.Tensor;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * ALBERT's encoder: the embeddings are mapped to the hidden size, then one layer (or one a group)
 * is passed through again and again (paper, section 3.1; reference {@code modeling.py}, {@code
 * transformer_model}).
 */
final class Encoder {
  private final Weights weights;
  private final Set<Layer> shared;
  private final Attention attention;
  private final Epilogue activation;

  Encoder(AlbertConfig config, Weights weights) {
    this.weights = weights;
    this.shared = RepeatedBlocks.shared(weights.blocks());
    this.attention = new Attention(config);
    this.activation = Activations.epilogue(config.hiddenAct());
  }

  /** Sees each state on its way, when somebody asked for it. */
  interface Listener {
    /** Block {@code block}'s input ({@code [tokens, hidden]}); after the last block its output. */
    void hiddenState(int block, Tensor hidden);

    /** What a projection of a block multiplies: {@code [tokens, inputs]}. */
    void source(int block, Projection projection, Tensor x);

    /** Where to put the attention weights of a block, a row each; null for nowhere. */
    float @Nullable [][] attentions(int block);
  }

  /**
   * Runs rows; the result is in {@code w.hidden}. After the last attention no token depends on
   * another, so what follows it is computed for those alone that are read.
   *
   * @param tokens rows of activations to compute: a bucket's size, no less than the rows' tokens;
   *     those beyond hold anything
   * @param read the tokens, ascending, whose last hidden states {@code w.hidden} shall hold, end to
   *     end; null for all
   * @param listener null where nobody asked for what is on the way
   */
  void run(
      Workspace w,
      PackedBatch rows,
      int tokens,
      int @Nullable [] read,
      @Nullable Listener listener) {
    embed(w, rows, tokens);
    int[] rowStarts = rows.rowStarts();
    int last = weights.blocks().size() - 1;
    try (RepeatedBlocks repeated =
        new RepeatedBlocks(w.operations, shared, layer -> block(w, layer, rowStarts, tokens))) {
      for (int block = 0; block <= last; block++) {
        Layer layer = weights.blocks().get(block);
        boolean some = block == last && read != null;
        if (listener != null) {
          block(w, layer, rowStarts, tokens, block, some ? read : null, listener);
        } else if (some) {
          attend(w, layer, rowStarts, tokens, null);
          feedForward(w, layer, read);
        } else {
          repeated.run(layer);
        }
      }
    }
    if (listener != null) {
      listener.hiddenState(last + 1, w.hidden.rows(tokens));
    }
  }

  private void embed(Workspace w, PackedBatch rows, int tokens) {
    Tensor hidden = w.hidden.rows(tokens);
    if (weights.embeddingHiddenMapping() == null) {
      weights.embeddings().apply(rows, hidden);
    } else {
      Tensor embedded = w.embedded.rows(tokens);
      weights.embeddings().apply(rows, embedded);
      weights.embeddingHiddenMapping().apply(w.operations, embedded, hidden);
    }
    w.clock.lap(Step.EMBEDDINGS);
  }

  /** A block of all tokens, from {@code w.hidden} to {@code w.hidden}. */
  private void block(Workspace w, Layer layer, int[] rowStarts, int tokens) {
    attend(w, layer, rowStarts, tokens, null);
    feedForward(w, layer, tokens);
  }

  /** The same before somebody's eyes. */
  private void block(
      Workspace w,
      Layer layer,
      int[] rowStarts,
      int tokens,
      int block,
      int @Nullable [] read,
      Listener listener) {
    Tensor hidden = w.hidden.rows(tokens);
    listener.hiddenState(block, hidden);
    listener.source(block, Projection.QUERY_KEY_VALUE, hidden);
    attend(w, layer, rowStarts, tokens, listener.attentions(block));
    if (read != null) {
      feedForward(w, layer, read);
      return;
    }
    listener.source(block, Projection.ATTENTION_OUTPUT, w.context.rows(tokens));
    feedForward(w, layer, tokens);
    listener.source(block, Projection.FFN, w.attended.rows(tokens));
    listener.source(block, Projection.FFN_OUTPUT, w.intermediate.rows(tokens));
  }

  /** The first half of a block, up to the heads' context; a token sees all of its row. */
  private void attend(
      Workspace w,
      Layer layer,
      int[] rowStarts,
      int tokens,
      float @Nullable [][] attentionWeights) {
    layer.queryKeyValue().apply(w, w.hidden.rows(tokens), w.queryKeyValue.rows(tokens));
    attention.apply(w, rowStarts, attentionWeights);
  }

  /** The second half for some tokens only, ascending: they move up to the first places. */
  private void feedForward(Workspace w, Layer layer, int[] read) {
    w.context.gatherRows(read, w.context);
    w.hidden.gatherRows(read, w.hidden);
    feedForward(w, layer, Buckets.up(read.length));
  }

  /**
   * The second half of a block, from {@code w.context} and the block's input in {@code w.hidden} to
   * {@code w.hidden}: the attention's output and the feed-forward, each with its residual and its
   * normalisation after it.
   */
  private void feedForward(Workspace w, Layer layer, int tokens) {
    Operations ops = w.operations;
    Tensor hidden = w.hidden.rows(tokens);
    Tensor attended = w.attended.rows(tokens);
    Tensor sum = w.sum.rows(tokens);
    Tensor intermediate = w.intermediate.rows(tokens);

    layer.attentionOutput().apply(w, w.context.rows(tokens), Epilogue.NONE, hidden, sum);
    layer.attentionNorm().apply(ops, sum, attended);
    ops.run(() -> w.clock.lap(Step.ATTENTION));

    layer.ffn().apply(w, attended, activation, null, intermediate);
    layer.ffnOutput().apply(w, intermediate, Epilogue.NONE, attended, sum);
    layer.outputNorm().apply(ops, sum, hidden);
    ops.run(() -> w.clock.lap(Step.FEED_FORWARD));
  }

  Epilogue activation() {
    return activation;
  }
}

package io.github.albert4j.training.gradient;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Epilogue;
import io.github.albert4j.engine.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One block of the encoder, forward and back (paper, section 3.1; reference {@code modeling.py},
 * {@code attention_ffn_block}):
 *
 * <pre>
 * c = attention(x Wqkvᵀ + b)
 * a = LayerNorm(c Woᵀ + b + x)
 * y = LayerNorm(f(a W₁ᵀ + b₁) W₂ᵀ + b₂ + a)
 * </pre>
 *
 * <p>Where only some tokens of y are read, as of the last block's, a and y are computed for these
 * alone: theirs lie end to end then, and are put into their places at the end.
 */
final class Block {
  private final Dense queryKeyValue;
  private final Attention attention;
  private final Dense attentionOutput;
  private final Normalization attentionNorm;
  private final Dense ffn;
  private final Epilogue activation;
  private final Dense ffnOutput;
  private final Normalization outputNorm;
  private final double dropoutRate;
  private final int hidden;

  Block(AlbertConfig config, ParameterLayout layout, String prefix) {
    this.hidden = config.hiddenSize();
    this.queryKeyValue = layout.queryKeyValueOf(prefix, hidden);
    this.attention = new Attention(config);
    this.attentionOutput = layout.denseOf(prefix + "attention.dense");
    this.attentionNorm = layout.normOf(prefix + "attention.LayerNorm", config.layerNormEps());
    this.ffn = layout.denseOf(prefix + "ffn");
    this.activation = io.github.albert4j.model.Activations.epilogue(config.hiddenAct());
    this.ffnOutput = layout.denseOf(prefix + "ffn_output");
    this.outputNorm = layout.normOf(prefix + "full_layer_layer_norm", config.layerNormEps());
    this.dropoutRate = config.hiddenDropoutProb();
  }

  /**
   * @param block this pass's number, from 0
   * @param read the tokens of y that are read, rising, or null for all
   * @param x {@code [tokens, hidden]}
   * @param y likewise; only what is read is written
   */
  void forward(
      Pass pass,
      Activations room,
      MicroBatch batch,
      int block,
      @Nullable Dropout dropout,
      int @Nullable [] read,
      Tensor x,
      Tensor y) {
    Activations.OfBlock kept = room.ofBlock(block);
    int tokens = batch.bucket();
    Tensor qkv = kept.queryKeyValue.rows(tokens);
    Tensor contexts = kept.context.rows(tokens);
    queryKeyValue.forward(pass, x, null, qkv);
    zeroBeyond(batch, contexts);
    attention.forward(pass, room, batch, block, dropout, qkv, kept.probabilities, contexts);

    int[] some = drops(dropout) ? null : read;
    int n = some == null ? tokens : MicroBatch.bucket(some.length);
    Tensor context = some == null ? contexts : gather(contexts, some, room.readContext.rows(n));
    Tensor residual = some == null ? x : gather(x, some, room.readSum.rows(n));
    Tensor output = some == null ? y : room.readOutput.rows(n);
    Tensor attentionSum = kept.attentionSum.rows(n);
    Tensor attended = kept.attended.rows(n);
    Tensor intermediate = kept.intermediate.rows(n);
    Tensor activated = kept.activated.rows(n);
    Tensor outputSum = kept.outputSum.rows(n);

    if (drops(dropout)) {
      Tensor dropped = room.dropoutOutput.rows(n);
      attentionOutput.forward(pass, context, null, dropped);
      drop(pass, room, batch, block, dropout, dropped, dropped);
      pass.gradients.add(dropped, residual, attentionSum);
    } else {
      attentionOutput.forward(pass, context, residual, attentionSum);
    }
    attentionNorm.forward(pass, attentionSum, kept.attentionStatistics, attended);

    ffn.forward(pass, attended, null, intermediate);
    pass.operations.activate(activation, intermediate, activated);
    ffnOutput.forward(pass, activated, attended, outputSum);
    outputNorm.forward(pass, outputSum, kept.outputStatistics, output);
    if (some != null) {
      output.scatterRows(some, y);
    }
  }

  /**
   * @param read as in forward
   * @param x the block's input
   * @param d holds the loss's derivative by the output, and will hold that by the input
   */
  void backward(
      Pass pass,
      Activations room,
      MicroBatch batch,
      int block,
      @Nullable Dropout dropout,
      int @Nullable [] read,
      Tensor x,
      Tensor d) {
    Activations.OfBlock kept = room.ofBlock(block);
    int tokens = batch.bucket();
    Tensor contexts = kept.context.rows(tokens);
    Tensor dContexts = room.dContext.rows(tokens);
    Tensor dSums = room.dSum.rows(tokens);
    Tensor dQueryKeyValue = room.dQueryKeyValue.rows(tokens);

    int[] some = drops(dropout) ? null : read;
    int n = some == null ? tokens : MicroBatch.bucket(some.length);
    Tensor context = some == null ? contexts : gather(contexts, some, room.readContext.rows(n));
    Tensor dOutput = some == null ? d : gather(d, some, room.readOutput.rows(n));
    Tensor dSum = some == null ? dSums : room.readSum.rows(n);
    Tensor dIntermediate = room.dIntermediate.rows(n);

    outputNorm.backward(pass, kept.outputSum.rows(n), kept.outputStatistics, dOutput, dSum);
    ffnOutput.backward(pass, kept.activated.rows(n), dSum, null, dIntermediate);
    pass.gradients.activateBackward(
        activation, kept.intermediate.rows(n), dIntermediate, dIntermediate);
    ffn.backward(pass, kept.attended.rows(n), dIntermediate, dSum, dOutput);

    attentionNorm.backward(
        pass, kept.attentionSum.rows(n), kept.attentionStatistics, dOutput, dSum);
    if (some != null) {
      attentionOutput.backward(pass, context, dSum, null, dOutput);
      scatter(dOutput, some, dContexts);
      scatter(dSum, some, dSums);
    } else if (drops(dropout)) {
      Tensor dDropped = room.dropoutOutput.rows(n);
      drop(pass, room, batch, block, dropout, dSum, dDropped);
      attentionOutput.backward(pass, context, dDropped, null, dContexts);
    } else {
      attentionOutput.backward(pass, context, dSum, null, dContexts);
    }
    zeroBeyond(batch, dQueryKeyValue);
    attention.backward(
        pass,
        room,
        batch,
        block,
        dropout,
        kept.queryKeyValue.rows(tokens),
        kept.probabilities,
        dContexts,
        dQueryKeyValue);
    queryKeyValue.backward(pass, x, dQueryKeyValue, dSums, d);
  }

  private boolean drops(@Nullable Dropout dropout) {
    return dropout != null && dropoutRate > 0;
  }

  /** Some rows, end to end, and 0 in what fills up the bucket. */
  private static Tensor gather(Tensor x, int[] rows, Tensor into) {
    x.gatherRows(rows, into);
    into.zero(rows.length * x.size(1), (into.size(0) - rows.length) * x.size(1));
    return into;
  }

  /** The reverse: 0 in all other rows. */
  private static void scatter(Tensor some, int[] rows, Tensor into) {
    into.zero(0, into.elements());
    some.scatterRows(rows, into);
  }

  private void drop(
      Pass pass,
      Activations room,
      MicroBatch batch,
      int block,
      Dropout dropout,
      Tensor x,
      Tensor y) {
    dropout.apply(
        pass,
        Dropout.Site.ATTENTION_OUTPUT,
        block,
        dropoutRate,
        batch.rows(),
        length -> length * hidden,
        x,
        room.mask,
        y);
  }

  /** Attention writes only the rows' own tokens: what fills up the bucket must be finite, and 0. */
  private static void zeroBeyond(MicroBatch batch, Tensor x) {
    long width = x.size(1);
    int tokens = batch.batch().tokens();
    x.zero(tokens * width, (x.size(0) - tokens) * width);
  }
}

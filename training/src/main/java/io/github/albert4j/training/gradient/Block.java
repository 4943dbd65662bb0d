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
 * a = LayerNorm(dropout(c Woᵀ + b) + x)
 * y = LayerNorm(dropout(f(a W₁ᵀ + b₁) W₂ᵀ + b₂) + a)
 * </pre>
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
   * @param x {@code [tokens, hidden]}
   * @param y likewise
   */
  void forward(
      Pass pass,
      Activations room,
      MicroBatch batch,
      int block,
      @Nullable Dropout dropout,
      Tensor x,
      Tensor y) {
    int tokens = batch.bucket();
    Activations.OfBlock kept = room.ofBlock(block);
    Tensor qkv = kept.queryKeyValue.rows(tokens);
    Tensor context = kept.context.rows(tokens);
    Tensor attentionSum = kept.attentionSum.rows(tokens);
    Tensor attended = kept.attended.rows(tokens);
    Tensor intermediate = kept.intermediate.rows(tokens);
    Tensor activated = kept.activated.rows(tokens);
    Tensor outputSum = kept.outputSum.rows(tokens);

    queryKeyValue.forward(pass, x, null, qkv);
    zeroBeyond(batch, context);
    attention.forward(pass, room, batch, block, dropout, qkv, kept.probabilities, context);
    boolean drops = dropout != null && dropoutRate > 0;
    Tensor output = room.dropoutOutput.rows(drops ? tokens : 0);
    if (drops) {
      attentionOutput.forward(pass, context, null, output);
      drop(pass, room, batch, Dropout.Site.ATTENTION_OUTPUT, block, dropout, output, output);
      pass.gradients.add(output, x, attentionSum);
    } else {
      attentionOutput.forward(pass, context, x, attentionSum);
    }
    attentionNorm.forward(pass, attentionSum, kept.attentionStatistics, attended);

    ffn.forward(pass, attended, null, intermediate);
    pass.operations.activate(activation, intermediate, activated);
    if (drops) {
      ffnOutput.forward(pass, activated, null, output);
      drop(pass, room, batch, Dropout.Site.FFN_OUTPUT, block, dropout, output, output);
      pass.gradients.add(output, attended, outputSum);
    } else {
      ffnOutput.forward(pass, activated, attended, outputSum);
    }
    outputNorm.forward(pass, outputSum, kept.outputStatistics, y);
  }

  /**
   * @param x the block's input
   * @param d holds the loss's derivative by the output, and will hold that by the input
   */
  void backward(
      Pass pass,
      Activations room,
      MicroBatch batch,
      int block,
      @Nullable Dropout dropout,
      Tensor x,
      Tensor d) {
    int tokens = batch.bucket();
    Activations.OfBlock kept = room.ofBlock(block);
    Tensor dSum = room.dSum.rows(tokens);
    Tensor dIntermediate = room.dIntermediate.rows(tokens);
    Tensor dContext = room.dContext.rows(tokens);
    Tensor dQueryKeyValue = room.dQueryKeyValue.rows(tokens);
    Tensor intermediate = kept.intermediate.rows(tokens);

    outputNorm.backward(pass, kept.outputSum.rows(tokens), kept.outputStatistics, d, dSum);
    boolean drops = dropout != null && dropoutRate > 0;
    Tensor dOutput = drops ? room.dropoutOutput.rows(tokens) : dSum;
    if (drops) {
      drop(pass, room, batch, Dropout.Site.FFN_OUTPUT, block, dropout, dSum, dOutput);
    }
    ffnOutput.backward(pass, kept.activated.rows(tokens), dOutput, null, dIntermediate);
    pass.gradients.activateBackward(activation, intermediate, dIntermediate, dIntermediate);
    ffn.backward(pass, kept.attended.rows(tokens), dIntermediate, dSum, d);

    attentionNorm.backward(pass, kept.attentionSum.rows(tokens), kept.attentionStatistics, d, dSum);
    if (drops) {
      drop(pass, room, batch, Dropout.Site.ATTENTION_OUTPUT, block, dropout, dSum, dOutput);
    }
    attentionOutput.backward(pass, kept.context.rows(tokens), dOutput, null, dContext);
    zeroBeyond(batch, dQueryKeyValue);
    attention.backward(
        pass,
        room,
        batch,
        block,
        dropout,
        kept.queryKeyValue.rows(tokens),
        kept.probabilities,
        dContext,
        dQueryKeyValue);
    queryKeyValue.backward(pass, x, dQueryKeyValue, dSum, d);
  }

  private void drop(
      Pass pass,
      Activations room,
      MicroBatch batch,
      Dropout.Site site,
      int block,
      Dropout dropout,
      Tensor x,
      Tensor y) {
    dropout.apply(
        pass, site, block, dropoutRate, batch.rows(), length -> length * hidden, x, room.mask, y);
  }

  /** Attention writes only the rows' own tokens: what fills up the bucket must be finite, and 0. */
  private static void zeroBeyond(MicroBatch batch, Tensor x) {
    long width = x.size(1);
    int tokens = batch.batch().tokens();
    x.zero(tokens * width, (x.size(0) - tokens) * width);
  }
}

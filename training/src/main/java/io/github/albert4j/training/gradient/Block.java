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
 *
 * <p>The dropout in the last line is Google's; Hugging Face's ALBERT has none there ({@link
 * AlbertConfig#ffnOutputDropout}).
 *
 * <p>Where only some tokens of y are read, as of the last block's, all but keys and values is
 * computed for these alone: theirs lie end to end then, and are put into their places at the end.
 */
final class Block {
  private final Dense queryKeyValue;
  private final Dense query;
  private final Dense keyValue;
  private final Attention attention;
  private final Dense attentionOutput;
  private final Normalization attentionNorm;
  private final Dense ffn;
  private final Epilogue activation;
  private final Dense ffnOutput;
  private final Normalization outputNorm;
  private final double dropoutRate;
  private final double ffnDropoutRate;
  private final double attentionDropoutRate;
  private final int hidden;

  Block(AlbertConfig config, ParameterLayout layout, String prefix) {
    this.hidden = config.hiddenSize();
    this.queryKeyValue = layout.queryKeyValueOf(prefix, hidden);
    this.query = layout.denseOf(prefix + "attention.query");
    this.keyValue = layout.keyValueOf(prefix, hidden);
    this.attention = new Attention(config);
    this.attentionOutput = layout.denseOf(prefix + "attention.dense");
    this.attentionNorm = layout.normOf(prefix + "attention.LayerNorm", config.layerNormEps());
    this.ffn = layout.denseOf(prefix + "ffn");
    this.activation = io.github.albert4j.model.Activations.epilogue(config.hiddenAct());
    this.ffnOutput = layout.denseOf(prefix + "ffn_output");
    this.outputNorm = layout.normOf(prefix + "full_layer_layer_norm", config.layerNormEps());
    this.dropoutRate = config.hiddenDropoutProb();
    this.ffnDropoutRate = Boolean.TRUE.equals(config.ffnOutputDropout()) ? dropoutRate : 0;
    this.attentionDropoutRate = config.attentionProbsDropoutProb();
  }

  /** Dropout counts the places of all tokens. */
  private boolean computesAll(Run run, @Nullable ReadTokens read) {
    return read == null || run.drops(dropoutRate) || run.drops(attentionDropoutRate);
  }

  /**
   * @param block this pass's number, from 0
   * @param read the tokens of y that are read, or null for all
   * @param x {@code [tokens, hidden]}
   * @param y likewise; only what is read is written
   */
  void forward(Run run, int block, @Nullable ReadTokens read, Tensor x, Tensor y) {
    if (computesAll(run, read)) {
      forwardAll(run, block, x, y);
    } else {
      forwardSome(run, block, read, x, y);
    }
  }

  private void forwardAll(Run run, int block, Tensor x, Tensor y) {
    Activations.OfBlock kept = run.room().ofBlock(block);
    int tokens = run.batch().bucket();
    Tensor inputs = kept.queryKeyValue.rows(tokens);
    Tensor context = kept.context.rows(tokens);
    queryKeyValue.forward(run.pass(), x, null, inputs);
    zeroBeyond(run.batch().batch().tokens(), context);
    attention.forward(run, block, null, Attention.Inputs.of(inputs), kept.probabilities, context);
    afterAttention(run, block, context, x, y);
  }

  private void forwardSome(Run run, int block, ReadTokens read, Tensor x, Tensor y) {
    Activations.OfBlock kept = run.room().ofBlock(block);
    int n = MicroBatch.bucket(read.count());
    Tensor some = gather(x, read, run.room().readInput.rows(n));
    Attention.Inputs inputs = apart(kept.queryKeyValue, run.batch().bucket(), n);
    Tensor context = kept.context.rows(n);
    query.forward(run.pass(), some, null, inputs.query());
    keyValue.forward(run.pass(), x, null, inputs.keyValue());
    zeroBeyond(read.count(), context);
    attention.forward(run, block, read, inputs, kept.probabilities, context);
    Tensor output = run.room().readOutput.rows(n);
    afterAttention(run, block, context, some, output);
    output.scatterRows(read.tokens(), y);
  }

  /** In the memory of all: keys and values of all tokens, then some queries. */
  private Attention.Inputs apart(Tensor all, long tokens, long queries) {
    return new Attention.Inputs(
        all.slice(2 * tokens * hidden, queries, hidden), all.as(tokens, 2L * hidden));
  }

  /** What is computed of each row by itself. */
  private void afterAttention(Run run, int block, Tensor context, Tensor x, Tensor y) {
    Activations.OfBlock kept = run.room().ofBlock(block);
    long n = context.size(0);
    Tensor attentionSum = kept.attentionSum.rows(n);
    Tensor attended = kept.attended.rows(n);
    Tensor intermediate = kept.intermediate.rows(n);
    Tensor activated = kept.activated.rows(n);
    Tensor outputSum = kept.outputSum.rows(n);
    Tensor dropped = run.room().dropoutOutput.rows(run.drops(dropoutRate) ? n : 0);

    if (run.drops(dropoutRate)) {
      attentionOutput.forward(run.pass(), context, null, dropped);
      drop(run, Dropout.Site.ATTENTION_OUTPUT, block, dropped, dropped);
      run.pass().gradients.add(dropped, x, attentionSum);
    } else {
      attentionOutput.forward(run.pass(), context, x, attentionSum);
    }
    attentionNorm.forward(run.pass(), attentionSum, kept.attentionStatistics, attended);

    ffn.forward(run.pass(), attended, null, intermediate);
    run.pass().operations.activate(activation, intermediate, activated);
    if (run.drops(ffnDropoutRate)) {
      ffnOutput.forward(run.pass(), activated, null, dropped);
      drop(run, Dropout.Site.FFN_OUTPUT, block, dropped, dropped);
      run.pass().gradients.add(dropped, attended, outputSum);
    } else {
      ffnOutput.forward(run.pass(), activated, attended, outputSum);
    }
    outputNorm.forward(run.pass(), outputSum, kept.outputStatistics, y);
  }

  /**
   * @param read as in forward
   * @param x the block's input
   * @param d holds the loss's derivative by the output, and will hold that by the input
   */
  void backward(Run run, int block, @Nullable ReadTokens read, Tensor x, Tensor d) {
    if (computesAll(run, read)) {
      backwardAll(run, block, x, d);
    } else {
      backwardSome(run, block, read, x, d);
    }
  }

  private void backwardAll(Run run, int block, Tensor x, Tensor d) {
    Activations.OfBlock kept = run.room().ofBlock(block);
    int tokens = run.batch().bucket();
    Tensor dContext = run.room().dContext.rows(tokens);
    Tensor dSum = run.room().dSum.rows(tokens);
    Tensor dInputs = run.room().dQueryKeyValue.rows(tokens);
    afterAttentionBackward(run, block, kept.context.rows(tokens), d, dSum, dContext);
    zeroBeyond(run.batch().batch().tokens(), dInputs);
    attention.backward(
        run,
        block,
        null,
        Attention.Inputs.of(kept.queryKeyValue.rows(tokens)),
        kept.probabilities,
        dContext,
        Attention.Inputs.of(dInputs));
    queryKeyValue.backward(run.pass(), x, dInputs, dSum, d);
  }

  private void backwardSome(Run run, int block, ReadTokens read, Tensor x, Tensor d) {
    Activations.OfBlock kept = run.room().ofBlock(block);
    int tokens = run.batch().bucket();
    int n = MicroBatch.bucket(read.count());
    Tensor some = gather(d, read, run.room().readOutput.rows(n));
    Tensor dContext = run.room().dContext.rows(n);
    Tensor dSomeSum = run.room().dSum.rows(n);
    Attention.Inputs dInputs = apart(run.room().dQueryKeyValue, tokens, n);
    afterAttentionBackward(run, block, kept.context.rows(n), some, dSomeSum, dContext);
    zeroBeyond(read.count(), dInputs.query());
    zeroBeyond(run.batch().batch().tokens(), dInputs.keyValue());
    attention.backward(
        run,
        block,
        read,
        apart(kept.queryKeyValue, tokens, n),
        kept.probabilities,
        dContext,
        dInputs);
    query.backward(run.pass(), run.room().readInput.rows(n), dInputs.query(), dSomeSum, some);
    Tensor dSum = run.room().dSum.rows(tokens); // of the others 0
    dSum.zero(0, dSum.elements());
    some.scatterRows(read.tokens(), dSum);
    keyValue.backward(run.pass(), x, dInputs.keyValue(), dSum, d);
  }

  /**
   * @param d holds the derivative by the output, and is used up
   * @param dSum will hold the derivative by the attention's output plus the block's input
   * @param dContext will hold the derivative by the attention's context; may be d
   */
  private void afterAttentionBackward(
      Run run, int block, Tensor context, Tensor d, Tensor dSum, Tensor dContext) {
    Activations.OfBlock kept = run.room().ofBlock(block);
    long n = context.size(0);
    Tensor intermediate = kept.intermediate.rows(n);
    Tensor dIntermediate = run.room().dIntermediate.rows(n);
    Tensor room = run.room().dropoutOutput.rows(run.drops(dropoutRate) ? n : 0);

    outputNorm.backward(run.pass(), kept.outputSum.rows(n), kept.outputStatistics, d, dSum);
    Tensor dFfnOutput = dSum;
    if (run.drops(ffnDropoutRate)) {
      dFfnOutput = room;
      drop(run, Dropout.Site.FFN_OUTPUT, block, dSum, dFfnOutput);
    }
    ffnOutput.backward(run.pass(), kept.activated.rows(n), dFfnOutput, null, dIntermediate);
    run.pass().gradients.activateBackward(activation, intermediate, dIntermediate, dIntermediate);
    ffn.backward(run.pass(), kept.attended.rows(n), dIntermediate, dSum, d);

    attentionNorm.backward(
        run.pass(), kept.attentionSum.rows(n), kept.attentionStatistics, d, dSum);
    Tensor dAttentionOutput = dSum;
    if (run.drops(dropoutRate)) {
      dAttentionOutput = room;
      drop(run, Dropout.Site.ATTENTION_OUTPUT, block, dSum, dAttentionOutput);
    }
    attentionOutput.backward(run.pass(), context, dAttentionOutput, null, dContext);
  }

  /** Some rows, end to end, and 0 in what fills up the bucket. */
  private static Tensor gather(Tensor x, ReadTokens read, Tensor into) {
    x.gatherRows(read.tokens(), into);
    zeroBeyond(read.count(), into);
    return into;
  }

  private void drop(Run run, Dropout.Site site, int block, Tensor x, Tensor y) {
    run.drop(site, block, dropoutRate, length -> length * hidden, x, y);
  }

  /** What fills up the bucket, which attention does not write, must be finite, and 0. */
  private static void zeroBeyond(long rows, Tensor x) {
    x.zero(rows * x.size(1), (x.size(0) - rows) * x.size(1));
  }
}

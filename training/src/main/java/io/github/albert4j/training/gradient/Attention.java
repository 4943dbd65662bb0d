package io.github.albert4j.training.gradient;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Operations;
import io.github.albert4j.engine.Strided;
import io.github.albert4j.engine.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Multi-head self-attention of each row over its own length, {@code C = P V} with {@code P =
 * softmax(Q Kᵀ / √d)} (Vaswani et al. 2017, section 3.2), and its derivatives:
 *
 * <pre>
 * dV = Pᵀ dC    dP = dC Vᵀ    dS = P ⊙ (dP - Σ P ⊙ dP)    dQ = dS K / √d    dK = dSᵀ Q / √d
 * </pre>
 *
 * <p>The heads are not transposed in memory; strides pick them out of {@link Inputs}. Where only
 * some tokens' context is read, only these have queries, and rows of P and of C.
 */
final class Attention {
  private final int hidden;
  private final int heads;
  private final int headSize;
  private final float scale;
  private final double dropoutRate;

  /**
   * Queries, keys and values, or the derivatives by them.
   *
   * @param query {@code [queries, hidden or more]}, in its first columns
   * @param keyValue {@code [tokens, …]}: keys and values in its last {@code 2 hidden} columns
   */
  record Inputs(Tensor query, Tensor keyValue) {
    /** All of them side by side, {@code [tokens, 3 hidden]}. */
    static Inputs of(Tensor queryKeyValue) {
      return new Inputs(queryKeyValue, queryKeyValue);
    }
  }

  Attention(AlbertConfig config) {
    this.hidden = config.hiddenSize();
    this.heads = config.numAttentionHeads();
    this.headSize = config.headSize();
    this.scale = (float) (1 / Math.sqrt(headSize));
    this.dropoutRate = config.attentionProbsDropoutProb();
  }

  /**
   * @param read the tokens that have queries, or null for all
   * @param probabilities will hold those of each row, {@code [heads, queries, length]}, end to end
   * @param context will hold C, {@code [queries, hidden]}
   */
  void forward(
      Run run,
      int block,
      @Nullable ReadTokens read,
      Inputs inputs,
      Tensor probabilities,
      Tensor context) {
    Operations operations = run.pass().operations;
    Activations room = run.room();
    for (MicroBatch.Group group : run.batch().groups(read, heads, Activations.SCORES)) {
      Tensor scores = rowsOf(group, room.scores, 0);
      Tensor p = rowsOf(group, probabilities, group.probabilities());
      operations.matmul(
          query(inputs, group), key(inputs, group).transposed(), scale, square(group, scores));
      operations.softmax(scores, p);
      Tensor used = drop(run, block, group, p, room.dropped);
      operations.matmul(square(group, used), value(inputs, group), ofQueries(context, group));
    }
  }

  /**
   * @param derivatives will hold those by the inputs
   */
  void backward(
      Run run,
      int block,
      @Nullable ReadTokens read,
      Inputs inputs,
      Tensor probabilities,
      Tensor dContext,
      Inputs derivatives) {
    Operations operations = run.pass().operations;
    Activations room = run.room();
    for (MicroBatch.Group group : run.batch().groups(read, heads, Activations.SCORES)) {
      Tensor p = rowsOf(group, probabilities, group.probabilities());
      Tensor dScores = rowsOf(group, room.dScores, 0);
      Strided ds = square(group, dScores);
      Strided dc = ofQueries(dContext, group);
      Tensor used = drop(run, block, group, p, room.dropped);
      operations.matmul(square(group, used).transposed(), dc, value(derivatives, group));
      operations.matmul(dc, value(inputs, group).transposed(), ds);
      Tensor dp = drop(run, block, group, dScores, dScores);
      run.pass().gradients.softmaxBackward(p, dp, dScores);
      operations.matmul(ds, key(inputs, group), scale, query(derivatives, group));
      operations.matmul(ds.transposed(), query(inputs, group), scale, key(derivatives, group));
    }
  }

  private Tensor drop(Run run, int block, MicroBatch.Group group, Tensor x, Tensor into) {
    return run.drop(
        Dropout.Site.ATTENTION_PROBABILITIES,
        block,
        dropoutRate,
        run.batch().rows().part(group.firstRow(), group.firstRow() + group.rows()),
        length -> heads * length * length,
        x,
        run.drops(dropoutRate) ? rowsOf(group, into, 0) : x);
  }

  /** A group's scores, {@code [rows · heads · queries, length]}. */
  private Tensor rowsOf(MicroBatch.Group group, Tensor flat, long element) {
    return flat.slice(element, (long) group.rows() * heads * group.queries(), group.length());
  }

  /** The same as {@code [rows, heads, queries, length]}. */
  private Strided square(MicroBatch.Group group, Tensor scores) {
    long m = group.queries();
    long n = group.length();
    return new Strided(
        scores, 0, new long[] {group.rows(), heads, m, n}, new long[] {heads * m * n, m * n, n, 1});
  }

  private Strided query(Inputs inputs, MicroBatch.Group group) {
    return ofQueries(inputs.query, group);
  }

  private Strided key(Inputs inputs, MicroBatch.Group group) {
    return ofTokens(inputs.keyValue, 2, group);
  }

  private Strided value(Inputs inputs, MicroBatch.Group group) {
    return ofTokens(inputs.keyValue, 1, group);
  }

  /** The heads' part of the first columns, {@code [rows, heads, queries, head size]}. */
  private Strided ofQueries(Tensor x, MicroBatch.Group group) {
    return heads(x, group.firstQuery(), 0, group.rows(), group.queries());
  }

  /** The heads' part of the last columns but some, {@code [rows, heads, length, head size]}. */
  private Strided ofTokens(Tensor x, int fromLast, MicroBatch.Group group) {
    long column = x.size(1) - (long) fromLast * hidden;
    return heads(x, group.firstToken(), column, group.rows(), group.length());
  }

  private Strided heads(Tensor x, long first, long column, long rows, long ofRow) {
    long width = x.size(1);
    return new Strided(
        x,
        first * width + column,
        new long[] {rows, heads, ofRow, headSize},
        new long[] {ofRow * width, headSize, width, 1});
  }
}

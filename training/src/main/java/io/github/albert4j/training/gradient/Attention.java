package io.github.albert4j.training.gradient;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Operations;
import io.github.albert4j.engine.Strided;
import io.github.albert4j.engine.Tensor;

/**
 * Multi-head self-attention of each row over its own length, {@code C = P V} with {@code P =
 * softmax(Q Kᵀ / √d)} (Vaswani et al. 2017, section 3.2), and its derivatives:
 *
 * <pre>
 * dV = Pᵀ dC    dP = dC Vᵀ    dS = P ⊙ (dP - Σ P ⊙ dP)    dQ = dS K / √d    dK = dSᵀ Q / √d
 * </pre>
 *
 * <p>The heads are not transposed in memory; strides pick them out of {@code [tokens, 3 hidden]}.
 */
final class Attention {
  private final int hidden;
  private final int heads;
  private final int headSize;
  private final float scale;
  private final double dropoutRate;

  Attention(AlbertConfig config) {
    this.hidden = config.hiddenSize();
    this.heads = config.numAttentionHeads();
    this.headSize = config.headSize();
    this.scale = (float) (1 / Math.sqrt(headSize));
    this.dropoutRate = config.attentionProbsDropoutProb();
  }

  void forward(Run run, int block, Tensor queryKeyValue, Tensor probabilities, Tensor context) {
    Operations operations = run.pass().operations;
    Activations room = run.room();
    for (MicroBatch.Group group : run.batch().groups(heads, Activations.SCORES)) {
      Tensor scores = rowsOf(group, room.scores, 0);
      Tensor p = rowsOf(group, probabilities, group.probabilities());
      operations.matmul(
          part(queryKeyValue, 0, group),
          part(queryKeyValue, 1, group).transposed(),
          scale,
          square(group, scores));
      operations.softmax(scores, p);
      Tensor used = drop(run, block, group, p, room.dropped);
      operations.matmul(
          square(group, used), part(queryKeyValue, 2, group), contextOf(context, group));
    }
  }

  void backward(
      Run run,
      int block,
      Tensor queryKeyValue,
      Tensor probabilities,
      Tensor dContext,
      Tensor dQueryKeyValue) {
    Operations operations = run.pass().operations;
    Activations room = run.room();
    for (MicroBatch.Group group : run.batch().groups(heads, Activations.SCORES)) {
      Tensor p = rowsOf(group, probabilities, group.probabilities());
      Tensor dScores = rowsOf(group, room.dScores, 0);
      Strided dc = contextOf(dContext, group);
      Tensor used = drop(run, block, group, p, room.dropped);
      operations.matmul(square(group, used).transposed(), dc, part(dQueryKeyValue, 2, group));
      operations.matmul(dc, part(queryKeyValue, 2, group).transposed(), square(group, dScores));
      Tensor dp = drop(run, block, group, dScores, dScores);
      run.pass().gradients.softmaxBackward(p, dp, dScores);
      operations.matmul(
          square(group, dScores),
          part(queryKeyValue, 1, group),
          scale,
          part(dQueryKeyValue, 0, group));
      operations.matmul(
          square(group, dScores).transposed(),
          part(queryKeyValue, 0, group),
          scale,
          part(dQueryKeyValue, 1, group));
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

  /** A group's scores, {@code [rows · heads · length, length]}. */
  private Tensor rowsOf(MicroBatch.Group group, Tensor flat, long element) {
    return flat.slice(element, (long) group.rows() * heads * group.length(), group.length());
  }

  /** The same as {@code [rows, heads, length, length]}. */
  private Strided square(MicroBatch.Group group, Tensor scores) {
    long n = group.length();
    return new Strided(
        scores, 0, new long[] {group.rows(), heads, n, n}, new long[] {heads * n * n, n * n, n, 1});
  }

  /**
   * Queries (0), keys (1) or values (2) of a group, {@code [rows, heads, length, head size]} in
   * {@code [tokens, 3 hidden]}.
   */
  private Strided part(Tensor queryKeyValue, int which, MicroBatch.Group group) {
    return heads(queryKeyValue, 3L * hidden, (long) which * hidden, group);
  }

  /** The heads' outputs of a group in {@code [tokens, hidden]}. */
  private Strided contextOf(Tensor context, MicroBatch.Group group) {
    return heads(context, hidden, 0, group);
  }

  private Strided heads(Tensor tokens, long width, long column, MicroBatch.Group group) {
    long n = group.length();
    return new Strided(
        tokens,
        group.firstToken() * width + column,
        new long[] {group.rows(), heads, n, headSize},
        new long[] {n * width, headSize, width, 1});
  }
}

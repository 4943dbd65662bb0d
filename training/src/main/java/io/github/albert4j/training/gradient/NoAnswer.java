package io.github.albert4j.training.gradient;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Epilogue;
import io.github.albert4j.engine.Strided;
import io.github.albert4j.engine.Tensor;
import io.github.albert4j.model.PackedBatch;
import java.util.Arrays;

/**
 * Whether a row's text holds no answer: {@code logit = dropout(tanh([Σ p(start) h ; h_CLS] Wₐᵀ +
 * bₐ)) wᵀ} (reference {@code squad_utils.py}, {@code answer_class}).
 */
final class NoAnswer implements AutoCloseable {
  private final Dense inner; // [hidden, 2 hidden]
  private final Dense outer; // [1, hidden], without a bias
  private final double dropoutRate;
  private final int width;
  private final DataType type;
  private final Arena arena;
  private long tokens; // that there is room for
  private int rows;

  private Tensor weights; // P [rows, tokens], of each row's own tokens the probabilities
  private Tensor dWeights; // [rows, tokens], fp32
  private Tensor means; // [rows, hidden]; backward, its derivative
  private Tensor cls; // [rows, hidden]; backward, its derivative
  private Tensor features; // [rows, 2 hidden], a row's mean beside its [CLS]
  private Tensor before; // [rows, hidden], before tanh
  private Tensor activated; // [rows, hidden]
  private Tensor dropped; // [rows, hidden]
  private Tensor logits; // [rows, 1], fp32
  private Tensor dLogits; // [rows, 1]
  private Tensor dInner; // [rows, hidden]
  private Tensor dFeatures; // [rows, 2 hidden]

  NoAnswer(Engine engine, AlbertConfig config, ParameterLayout layout, DataType type) {
    this.inner = layout.denseOf("answer_class.dense_0");
    this.outer = layout.denseOf("answer_class.dense_1");
    this.dropoutRate = config.classifierDropoutProb();
    this.width = config.hiddenSize();
    this.type = type;
    this.arena = new Arena(engine);
  }

  private void reserve(int rowsNeeded, long tokensNeeded) {
    if (rowsNeeded <= rows && tokensNeeded <= tokens) {
      return;
    }
    rows = Math.max(rows, rowsNeeded);
    tokens = Math.max(tokens, tokensNeeded);
    arena.clear();
    weights = arena.allocate(type, rows, tokens);
    dWeights = arena.allocate(DataType.F32, rows, tokens);
    means = arena.allocate(type, rows, width);
    cls = arena.allocate(type, rows, width);
    features = arena.allocate(type, rows, 2L * width);
    before = arena.allocate(type, rows, width);
    activated = arena.allocate(type, rows, width);
    dropped = arena.allocate(type, rows, width);
    logits = arena.allocate(DataType.F32, rows, 1);
    dLogits = arena.allocate(type, rows, 1);
    dInner = arena.allocate(type, rows, width);
    dFeatures = arena.allocate(type, rows, 2L * width);
  }

  /**
   * Runs forward.
   *
   * @param hidden the last hidden state, {@code [bucket, hidden]}
   * @param starts the probabilities of an answer starting at each token
   * @return {@code [rows]}
   */
  float[] forward(Run run, Tensor hidden, float[] starts) {
    Pass pass = run.pass();
    PackedBatch batch = run.batch().batch();
    int n = batch.rows();
    int bucket = (int) hidden.size(0);
    reserve(n, bucket);
    Tensor p = weights.as(n, bucket);
    p.zero(0, p.elements());
    for (int row = 0; row < n; row++) {
      int first = batch.rowStarts()[row];
      p.write((long) row * bucket + first, starts, first, batch.length(row));
    }
    pass.operations.matmul(Strided.of(p), Strided.of(hidden), Strided.of(means.rows(n)));
    hidden.gatherRows(firsts(batch), cls.rows(n));
    Tensor halves = Pairs.rows(features.rows(n));
    means.rows(n).scatterRows(Pairs.firsts(n), halves);
    cls.rows(n).scatterRows(Pairs.seconds(n), halves);

    inner.forward(pass, features.rows(n), null, before.rows(n));
    pass.operations.activate(Epilogue.TANH, before.rows(n), activated.rows(n));
    Tensor x = drop(run, activated.rows(n), dropped.rows(n));
    outer.forward(pass, x, null, logits.rows(n));
    float[] values = new float[n];
    logits.read(0, values, 0, n);
    return values;
  }

  /**
   * Runs backward after {@link #forward}.
   *
   * @param d the derivative by the logits, {@code [rows]}
   * @param dHidden in fp32; the derivative by the last hidden state is added
   * @return the derivative by the probabilities, {@code [tokens]}
   */
  float[] backward(Run run, Tensor hidden, float[] d, Tensor dHidden) {
    Pass pass = run.pass();
    PackedBatch batch = run.batch().batch();
    int n = d.length;
    int bucket = (int) hidden.size(0);
    dLogits.write(0, d, 0, n);
    Tensor x = run.drops(dropoutRate) ? dropped.rows(n) : activated.rows(n);
    Tensor dx = dInner.rows(n);
    outer.backward(pass, x, dLogits.rows(n), null, dx);
    drop(run, dx, dx);
    pass.gradients.activateBackward(Epilogue.TANH, before.rows(n), dx, dx);
    inner.backward(pass, features.rows(n), dx, null, dFeatures.rows(n));

    Tensor halves = Pairs.rows(dFeatures.rows(n));
    halves.gatherRows(Pairs.firsts(n), means.rows(n));
    halves.gatherRows(Pairs.seconds(n), cls.rows(n));
    cls.rows(n).addRows(firsts(batch), dHidden);
    Strided dMeans = Strided.of(means.rows(n));
    pass.operations.matmulAdd(
        Strided.transposed(weights.as(n, bucket)), dMeans, Strided.of(dHidden));
    Tensor dp = dWeights.as(n, bucket);
    pass.operations.matmul(dMeans, Strided.transposed(hidden), Strided.of(dp));
    float[] own = new float[batch.tokens()];
    for (int row = 0; row < n; row++) {
      int first = batch.rowStarts()[row];
      dp.read((long) row * bucket + first, own, first, batch.length(row));
    }
    return own;
  }

  private Tensor drop(Run run, Tensor x, Tensor y) {
    return run.drop(Dropout.Site.CLASSIFIER, 0, dropoutRate, length -> width, x, y);
  }

  private static int[] firsts(PackedBatch batch) {
    return Arrays.copyOf(batch.rowStarts(), batch.rows());
  }

  long bytes() {
    return arena.bytes();
  }

  @Override
  public void close() {
    arena.close();
  }
}

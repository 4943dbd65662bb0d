package io.github.albert4j.training.gradient;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Epilogue;
import io.github.albert4j.engine.Tensor;

/**
 * How likely an answer ends at a token, given the token that it starts at: {@code logit =
 * LayerNorm(tanh([h ; h_start] W₀ᵀ + b₀)) wₑᵀ + bₑ} (reference {@code squad_utils.py}, {@code
 * end_logits}).
 */
final class EndGivenStart implements AutoCloseable {
  private final Dense inner; // [hidden, 2 hidden]
  private final Normalization norm;
  private final Dense outer; // [1, hidden]
  private final int width;
  private final DataType type;
  private final Arena arena;
  private long capacity; // tokens

  private Tensor starts; // [tokens, hidden]
  private Tensor pairs; // [tokens, 2 hidden]
  private Tensor before; // [tokens, hidden], before tanh
  private Tensor activated; // [tokens, hidden]
  private Normalization.Statistics statistics;
  private Tensor normed; // [tokens, hidden]
  private Tensor logits; // [tokens, 1], fp32
  private Tensor dLogits; // [tokens, 1]
  private Tensor dInner; // [tokens, hidden]
  private Tensor dPairs; // [tokens, 2 hidden]

  EndGivenStart(Engine engine, AlbertConfig config, ParameterLayout layout, DataType type) {
    this.inner = layout.denseOf("end_logits.dense_0");
    this.norm = layout.normOf("end_logits.LayerNorm", config.layerNormEps());
    this.outer = layout.denseOf("end_logits.dense_1");
    this.width = config.hiddenSize();
    this.type = type;
    this.arena = new Arena(engine);
  }

  private void reserve(long tokens) {
    if (tokens <= capacity) {
      return;
    }
    capacity = tokens;
    arena.clear();
    starts = arena.allocate(type, capacity, width);
    pairs = arena.allocate(type, capacity, 2L * width);
    before = arena.allocate(type, capacity, width);
    activated = arena.allocate(type, capacity, width);
    statistics = Normalization.Statistics.allocate(arena, capacity);
    normed = arena.allocate(type, capacity, width);
    logits = arena.allocate(DataType.F32, capacity, 1);
    dLogits = arena.allocate(type, capacity, 1);
    dInner = arena.allocate(type, capacity, width);
    dPairs = arena.allocate(type, capacity, 2L * width);
  }

  /**
   * Runs forward.
   *
   * @param hidden the last hidden state, {@code [bucket, hidden]}
   * @param startOfToken for each token the start of its row's answer
   * @return {@code [tokens]}
   */
  float[] forward(Run run, Tensor hidden, int[] startOfToken) {
    Pass pass = run.pass();
    int tokens = startOfToken.length;
    long bucket = hidden.size(0);
    reserve(bucket);
    Tensor rows = Pairs.rows(pairs.rows(bucket));
    hidden.scatterRows(Pairs.firsts(tokens), rows);
    hidden.gatherRows(startOfToken, starts);
    starts.rows(tokens).scatterRows(Pairs.seconds(tokens), rows);
    rows.zero(2L * tokens * width, 2 * (bucket - tokens) * width);

    inner.forward(pass, pairs.rows(bucket), null, before.rows(bucket));
    pass.operations.activate(Epilogue.TANH, before.rows(bucket), activated.rows(bucket));
    norm.forward(pass, activated.rows(bucket), statistics, normed.rows(bucket));
    outer.forward(pass, normed.rows(bucket), null, logits.rows(bucket));
    float[] values = new float[tokens];
    logits.read(0, values, 0, tokens);
    return values;
  }

  /**
   * Runs backward after {@link #forward}.
   *
   * @param d the derivative by the logits, {@code [tokens]}
   * @param dHidden in fp32; the derivative by the last hidden state is added
   */
  void backward(Run run, int[] startOfToken, float[] d, Tensor dHidden) {
    Pass pass = run.pass();
    long bucket = dHidden.size(0);
    dLogits.write(0, d, 0, d.length);
    dLogits.zero(d.length, bucket - d.length);
    Tensor dx = dInner.rows(bucket);
    outer.backward(pass, normed.rows(bucket), dLogits.rows(bucket), null, dx);
    norm.backward(pass, activated.rows(bucket), statistics, dx, dx);
    pass.gradients.activateBackward(Epilogue.TANH, before.rows(bucket), dx, dx);
    inner.backward(pass, pairs.rows(bucket), dx, null, dPairs.rows(bucket));
    int[] from = new int[2 * d.length]; // where each row of the pairs came from
    for (int token = 0; token < d.length; token++) {
      from[2 * token] = token;
      from[2 * token + 1] = startOfToken[token];
    }
    Pairs.rows(dPairs.rows(bucket)).addRows(from, dHidden);
  }

  long bytes() {
    return arena.bytes();
  }

  @Override
  public void close() {
    arena.close();
  }
}

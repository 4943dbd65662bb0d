package io.github.albert4j.training.gradient;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Tensor;
import org.jspecify.annotations.Nullable;

/** A class of each token: {@code logits = dropout(h) Wᵀ + b}. */
final class TokenObjective implements Objective {
  private final Dense classifier;
  private final Loss loss;
  private final int outputs;
  private final int width;
  private final double dropoutRate;
  private final DataType type;
  private final Engine engine;
  private Arena arena;
  private long capacity;
  private Tensor dropped; // [tokens, hidden]
  private Tensor mask; // [tokens, hidden]
  private Tensor logits; // [tokens, outputs], fp32
  private Tensor dLogits; // [tokens, outputs]

  TokenObjective(
      Engine engine, AlbertConfig config, ParameterLayout layout, TaskHead head, DataType type) {
    this.classifier = layout.denseOf(head.classifier());
    this.loss = head.loss();
    this.outputs = head.outputs();
    this.width = config.hiddenSize();
    this.dropoutRate = config.classifierDropoutProb();
    this.type = type;
    this.engine = engine;
    this.arena = new Arena(engine);
  }

  private void reserve(long tokens) {
    if (tokens <= capacity) {
      return;
    }
    capacity = tokens;
    arena.close();
    arena = new Arena(engine);
    dropped = arena.allocate(type, capacity, width);
    mask = arena.allocate(type, capacity, width);
    logits = arena.allocate(DataType.F32, capacity, outputs);
    dLogits = arena.allocate(type, capacity, outputs);
  }

  @Override
  public Score run(
      Pass pass,
      MicroBatch batch,
      Counts total,
      @Nullable Dropout dropout,
      Tensor hidden,
      Tensor dHidden) {
    long bucket = hidden.size(0);
    int tokens = batch.batch().tokens();
    reserve(bucket);
    Tensor features = drop(pass, batch, dropout, hidden, dropped.rows(bucket));
    classifier.forward(pass, features, null, logits.rows(bucket));
    float[] values = new float[tokens * outputs];
    logits.read(0, values, 0, values.length);
    Score score = loss.differentiate(values, outputs, batch.targets(), total.first(), 1);
    dLogits.write(0, values, 0, values.length);
    dLogits.zero(values.length, bucket * outputs - values.length);
    classifier.backward(pass, features, dLogits.rows(bucket), null, dHidden);
    drop(pass, batch, dropout, dHidden, dHidden);
    return score;
  }

  private Tensor drop(Pass pass, MicroBatch batch, @Nullable Dropout dropout, Tensor x, Tensor y) {
    if (dropout == null || dropoutRate == 0) {
      return x;
    }
    dropout.apply(
        pass,
        Dropout.Site.CLASSIFIER,
        0,
        dropoutRate,
        batch.rows(),
        length -> length * width,
        x,
        mask,
        y);
    return y;
  }

  @Override
  public long bytes() {
    return arena.bytes();
  }

  @Override
  public void close() {
    arena.close();
  }
}

package io.github.albert4j.training.gradient;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Tensor;

/**
 * A class of each token, or how likely an answer starts and ends there: {@code logits = dropout(h)
 * Wᵀ + b}.
 */
final class TokenObjective implements TaskObjective {
  private final Dense classifier;
  private final TaskHead head;
  private final int outputs;
  private final int width;
  private final double dropoutRate;
  private final DataType type;
  private final Arena arena;
  private long capacity;
  private Tensor dropped; // [tokens, hidden]
  private Tensor logits; // [tokens, outputs], fp32
  private Tensor dLogits; // [tokens, outputs]

  TokenObjective(
      Engine engine, AlbertConfig config, ParameterLayout layout, TaskHead head, DataType type) {
    this.classifier = layout.denseOf(head.classifier());
    this.head = head;
    this.outputs = head.outputs();
    this.width = config.hiddenSize();
    this.dropoutRate = head.dropsOut() ? config.classifierDropoutProb() : 0;
    this.type = type;
    this.arena = new Arena(engine);
  }

  private void reserve(long tokens) {
    if (tokens <= capacity) {
      return;
    }
    capacity = tokens;
    arena.clear();
    dropped = arena.allocate(type, capacity, width);
    logits = arena.allocate(DataType.F32, capacity, outputs);
    dLogits = arena.allocate(type, capacity, outputs);
  }

  @Override
  public float[] logits(Run run, Tensor hidden) {
    long bucket = hidden.size(0);
    reserve(bucket);
    Tensor features = drop(run, hidden, dropped.rows(bucket));
    classifier.forward(run.pass(), features, null, logits.rows(bucket));
    float[] values = new float[run.batch().batch().tokens() * outputs];
    logits.read(0, values, 0, values.length);
    return values;
  }

  @Override
  public Score run(Run run, Counts total, Tensor hidden, Tensor dHidden) {
    long bucket = hidden.size(0);
    float[] values = logits(run, hidden);
    Tensor features = run.drops(dropoutRate) ? dropped.rows(bucket) : hidden;
    Score score = head.loss().differentiate(values, head, run.batch().targets(), total.first(), 1);
    dLogits.write(0, values, 0, values.length);
    dLogits.zero(values.length, bucket * outputs - values.length);
    classifier.backward(run.pass(), features, dLogits.rows(bucket), null, dHidden);
    drop(run, dHidden, dHidden);
    return score;
  }

  private Tensor drop(Run run, Tensor x, Tensor y) {
    return run.drop(Dropout.Site.CLASSIFIER, 0, dropoutRate, length -> length * width, x, y);
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

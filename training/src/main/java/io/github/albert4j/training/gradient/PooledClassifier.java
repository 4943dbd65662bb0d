package io.github.albert4j.training.gradient;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Epilogue;
import io.github.albert4j.engine.Tensor;
import java.util.Arrays;

/**
 * Classes or values of each row from its first token: {@code logits = dropout(tanh(h[CLS] Wᵀ + b))
 * Wcᵀ + bc} (reference {@code modeling.py}, the pooler; {@code run_classifier.py}).
 */
final class PooledClassifier implements AutoCloseable {
  private final Dense pooler;
  private final Dense classifier;
  private final TaskHead head;
  private final double dropoutRate;
  private final int width;
  private final DataType type;
  private final Arena arena;
  private int capacity;

  private Tensor cls; // [rows, hidden]
  private Tensor before; // [rows, hidden], before tanh
  private Tensor pooled; // [rows, hidden]
  private Tensor dropped; // [rows, hidden]
  private Tensor logits; // [rows, outputs], fp32
  private Tensor dLogits; // [rows, outputs]
  private Tensor dPooled; // [rows, hidden]

  PooledClassifier(
      Engine engine, AlbertConfig config, ParameterLayout layout, TaskHead head, DataType type) {
    this.pooler = layout.denseOf("albert.pooler");
    this.classifier = layout.denseOf(head.classifier());
    this.head = head;
    this.dropoutRate = config.classifierDropoutProb();
    this.width = config.hiddenSize();
    this.type = type;
    this.arena = new Arena(engine);
  }

  private void reserve(int rows) {
    if (rows <= capacity) {
      return;
    }
    capacity = rows;
    arena.clear();
    cls = arena.allocate(type, capacity, width);
    before = arena.allocate(type, capacity, width);
    pooled = arena.allocate(type, capacity, width);
    dropped = arena.allocate(type, capacity, width);
    logits = arena.allocate(DataType.F32, capacity, head.outputs());
    dLogits = arena.allocate(type, capacity, head.outputs());
    dPooled = arena.allocate(type, capacity, width);
  }

  /**
   * Runs the head forward and back.
   *
   * @param targets what the rows should give
   * @param total predictions of the whole step
   * @param weight of a row in the gradient
   * @param to the derivative by the last hidden state is added here, at the rows' first tokens
   */
  Score run(Run run, Targets targets, long total, double weight, Tensor from, Tensor to) {
    if (total == 0) {
      return Score.NONE;
    }
    Pass pass = run.pass();
    int n = run.batch().batch().rows();
    float[] values = logits(run, from);
    Score score = head.loss().differentiate(values, head, targets, total, weight);
    dLogits.write(0, values, 0, values.length);

    Tensor features = run.drops(dropoutRate) ? dropped.rows(n) : pooled.rows(n);
    classifier.backward(pass, features, dLogits.rows(n), null, dPooled.rows(n));
    drop(run, dPooled.rows(n), dPooled.rows(n));
    pass.gradients.activateBackward(
        Epilogue.TANH, before.rows(n), dPooled.rows(n), dPooled.rows(n));
    pooler.backward(pass, cls.rows(n), dPooled.rows(n), null, dropped.rows(n));
    dropped.rows(n).addRows(firsts(run), to);
    return score;
  }

  /** Runs the head forward: {@code [rows, outputs]}. */
  float[] logits(Run run, Tensor from) {
    Pass pass = run.pass();
    int n = run.batch().batch().rows();
    reserve(n);
    from.gatherRows(firsts(run), cls.rows(n));
    pooler.forward(pass, cls.rows(n), null, before.rows(n));
    pass.operations.activate(Epilogue.TANH, before.rows(n), pooled.rows(n));
    Tensor features = drop(run, pooled.rows(n), dropped.rows(n));
    classifier.forward(pass, features, null, logits.rows(n));
    float[] values = new float[n * head.outputs()];
    logits.read(0, values, 0, values.length);
    return values;
  }

  /** The rows' first tokens. */
  private static int[] firsts(Run run) {
    return Arrays.copyOf(run.batch().batch().rowStarts(), run.batch().batch().rows());
  }

  private Tensor drop(Run run, Tensor x, Tensor y) {
    return run.drop(Dropout.Site.CLASSIFIER, 0, dropoutRate, length -> width, x, y);
  }

  long bytes() {
    return arena.bytes();
  }

  @Override
  public void close() {
    arena.close();
  }
}

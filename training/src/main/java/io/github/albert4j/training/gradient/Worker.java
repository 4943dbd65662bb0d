package io.github.albert4j.training.gradient;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Gradients;
import io.github.albert4j.engine.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Computes gradients of micro-batches, one after another, on the thread that made it. Where there
 * is a worker for each core, its operations are single-threaded, on activations that stay in the
 * core's cache.
 */
public final class Worker implements AutoCloseable {
  private final Pass pass;
  private final Encoder encoder;
  private final Objective objective;
  private final Activations activations;
  private final boolean encoderTrains;
  private final Engine engine;
  private final int threads;

  /**
   * @param checkpointing whether backward computes activations anew instead of keeping them
   * @param threads that share each operation
   */
  public Worker(
      Engine engine,
      AlbertConfig config,
      ParameterLayout layout,
      TaskHead head,
      Weights weights,
      boolean checkpointing,
      int threads) {
    DataType type = weights.type();
    long widest = Math.max(config.hiddenSize(), config.embeddingSize());
    this.engine = engine;
    this.threads = threads;
    engine.setThreads(threads);
    this.pass = new Pass(engine, weights, widest);
    this.encoder = new Encoder(config, layout);
    this.objective = objective(engine, config, layout, head, type);
    this.activations = new Activations(engine, config, type, checkpointing);
    this.encoderTrains = layout.trainsEncoder();
  }

  private static Objective objective(
      Engine engine, AlbertConfig config, ParameterLayout layout, TaskHead head, DataType type) {
    PooledClassifier pooled =
        head.pools() ? new PooledClassifier(engine, config, layout, head, type) : null;
    if (head.predictsWords()) {
      LossWeights weights = head.lossWeights();
      MaskedLmLoss words = new MaskedLmLoss(engine, config, layout, type, weights);
      return new PretrainingObjective(words, pooled, weights.sentenceOrder());
    }
    if (head.answersByBeam()) {
      return new BeamObjective(engine, config, layout, type);
    }
    return pooled != null
        ? new RowObjective(pooled)
        : new TokenObjective(engine, config, layout, head, type);
  }

  /**
   * Adds the gradient of a micro-batch's part of the loss, times {@code total.scale()}, to a flat
   * vector.
   *
   * @param total over how many predictions of the step the loss is a mean
   * @param dropout of the step, or null for none
   * @param gradient {@code [layout.size()]}
   */
  public Score run(MicroBatch batch, Counts total, @Nullable Dropout dropout, Tensor gradient) {
    prepare(batch);
    pass.accumulateInto(gradient);
    Run run = new Run(pass, activations, batch, dropout);
    ReadTokens read = batch.read();
    Tensor hidden = encoder.forward(run, read);
    Tensor dHidden = activations.dHidden.rows(batch.bucket());
    dHidden.zero(0, dHidden.elements());
    Score score = objective.run(run, total, hidden, dHidden);
    if (encoderTrains) {
      encoder.backward(run, read, dHidden);
    }
    return score;
  }

  /**
   * What a task's head makes of rows, without dropout: {@code [rows, outputs]}, or {@code [tokens,
   * outputs]} where it reads every token.
   *
   * @param batch whose targets only tell which tokens are read
   */
  public float[] logits(MicroBatch batch) {
    if (!(objective instanceof TaskObjective task)) {
      throw new IllegalStateException("pretraining's head has no logits of a task");
    }
    prepare(batch);
    Run run = new Run(pass, activations, batch, null);
    return task.logits(run, encoder.forward(run, batch.read()));
  }

  /** Makes room; and takes back the threads, which others set too. */
  private void prepare(MicroBatch batch) {
    engine.setThreads(threads);
    activations.reserve(batch);
  }

  /** The engine's sums and casts, on this thread. */
  public Gradients gradients() {
    return pass.gradients;
  }

  /** Bytes of native memory held. */
  public long bytes() {
    return activations.bytes() + objective.bytes() + pass.bytes();
  }

  @Override
  public void close() {
    objective.close();
    activations.close();
    pass.close();
  }
}

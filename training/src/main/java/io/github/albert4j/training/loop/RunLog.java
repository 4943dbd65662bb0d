package io.github.albert4j.training.loop;

import java.nio.file.Path;

/** The metrics of a run, in {@code metrics.jsonl}, {@code layers.jsonl} and for TensorBoard. */
public final class RunLog implements AutoCloseable {
  private final MetricsLog lines;
  private final MetricsLog layers;
  private final EventFile events;

  /**
   * @param step what was logged after it, before a run was cut off, is dropped
   */
  public RunLog(Path folder, long step) {
    this.lines = new MetricsLog(folder, MetricsLog.METRICS, step);
    this.layers = new MetricsLog(folder, MetricsLog.LAYERS, step);
    this.events = new EventFile(folder, step);
  }

  /** Logs a step. */
  public void write(StepMetrics metrics) {
    lines.write(metrics);
    events.write(metrics);
  }

  /** Logs what other data told. */
  public void write(DevMetrics metrics) {
    lines.write(metrics);
    events.write(metrics);
  }

  /** Logs a step's norms. */
  void write(LayerNorms norms) {
    layers.write(norms);
  }

  @Override
  public void close() {
    lines.close();
    layers.close();
    events.close();
  }
}

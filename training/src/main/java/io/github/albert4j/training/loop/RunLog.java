package io.github.albert4j.training.loop;

import java.nio.file.Path;

/** The metrics of a run, in {@code metrics.jsonl} and for TensorBoard. */
public final class RunLog implements AutoCloseable {
  private final MetricsLog lines;
  private final EventFile events;

  /**
   * @param step what was logged after it, before a run was cut off, is dropped
   */
  public RunLog(Path folder, long step) {
    this.lines = new MetricsLog(folder, step);
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

  @Override
  public void close() {
    lines.close();
    events.close();
  }
}

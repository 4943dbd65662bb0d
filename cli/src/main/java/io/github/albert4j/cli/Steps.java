package io.github.albert4j.cli;

import io.github.albert4j.evaluation.report.EvaluationProgress;
import org.jspecify.annotations.Nullable;

/** A bar on standard error for each step of an evaluation, where a person can see it. */
final class Steps implements EvaluationProgress, AutoCloseable {
  private @Nullable Progress progress;
  private @Nullable String step;

  @Override
  public void at(String name, long done, long total) {
    if (progress == null || !name.equals(step)) {
      close();
      progress = Progress.of(name, total, " rows", 1);
      step = name;
    }
    progress.stepTo(done);
  }

  @Override
  public void close() {
    if (progress != null) {
      progress.close();
      progress = null;
    }
  }
}

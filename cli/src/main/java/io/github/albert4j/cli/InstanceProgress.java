package io.github.albert4j.cli;

import io.github.albert4j.training.instances.PretrainingData;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Bars on standard error while instances are made, where a person can see them. */
final class InstanceProgress implements PretrainingData.Progress, AutoCloseable {
  private final long allBytes;
  private @Nullable ProgressBar bar;
  private boolean writing;

  InstanceProgress(long allBytes) {
    this.allBytes = allBytes;
    show("tokenizing", allBytes, "kB", 1000);
  }

  private void show(String task, long max, String unit, int unitSize) {
    close();
    if (Terminal.isError()) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(task)
              .setInitialMax(max)
              .setUnit(unit, unitSize)
              .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
              .showSpeed()
              .build();
    }
  }

  @Override
  public void tokenized(long bytes) {
    if (bar != null) {
      bar.stepTo(Math.min(bytes, allBytes));
    }
  }

  @Override
  public void written(long instances, long all) {
    if (!writing) {
      writing = true;
      show("masking", all, "", 1);
    }
    if (bar != null) {
      bar.stepTo(instances);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}

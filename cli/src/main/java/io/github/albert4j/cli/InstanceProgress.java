package io.github.albert4j.cli;

import io.github.albert4j.training.instances.PretrainingData;

/** Bars on standard error while instances are made, where a person can see them. */
final class InstanceProgress implements PretrainingData.Progress, AutoCloseable {
  private final long allBytes;
  private Progress bar;
  private boolean writing;

  InstanceProgress(long allBytes) {
    this.allBytes = allBytes;
    this.bar = Progress.of("tokenizing", allBytes, "kB", 1000);
  }

  @Override
  public void tokenized(long bytes) {
    bar.stepTo(Math.min(bytes, allBytes));
  }

  @Override
  public void written(long instances, long all) {
    if (!writing) {
      writing = true;
      bar.close();
      bar = Progress.of("masking", all, "", 1);
    }
    bar.stepTo(instances);
  }

  @Override
  public void close() {
    bar.close();
  }
}

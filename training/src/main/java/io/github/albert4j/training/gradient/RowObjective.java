package io.github.albert4j.training.gradient;

import io.github.albert4j.engine.Tensor;
import org.jspecify.annotations.Nullable;

/** Classes or values of each row. */
final class RowObjective implements Objective {
  private final PooledClassifier classifier;

  RowObjective(PooledClassifier classifier) {
    this.classifier = classifier;
  }

  @Override
  public Score run(
      Pass pass,
      MicroBatch batch,
      Counts total,
      @Nullable Dropout dropout,
      Tensor hidden,
      Tensor dHidden) {
    return classifier.run(pass, batch, batch.targets(), total.first(), 1, dropout, hidden, dHidden);
  }

  @Override
  public long bytes() {
    return classifier.bytes();
  }

  @Override
  public void close() {
    classifier.close();
  }
}

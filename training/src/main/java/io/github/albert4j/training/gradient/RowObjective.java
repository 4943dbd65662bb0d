package io.github.albert4j.training.gradient;

import io.github.albert4j.engine.Tensor;

/** Classes or values of each row. */
final class RowObjective implements TaskObjective {
  private final PooledClassifier classifier;

  RowObjective(PooledClassifier classifier) {
    this.classifier = classifier;
  }

  @Override
  public float[] logits(Run run, Tensor hidden) {
    return classifier.logits(run, hidden);
  }

  @Override
  public Score run(Run run, Counts total, Tensor hidden, Tensor dHidden) {
    return classifier.run(run, run.batch().targets(), total.first(), 1, hidden, dHidden);
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

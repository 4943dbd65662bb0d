package io.github.albert4j.training.gradient;

import io.github.albert4j.engine.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Masked LM plus sentence order (paper, section 3.1), each a mean over its predictions: {@code
 * Σ₁/n₁ + Σ₂/n₂}. The gradient is that of {@code n₁} times it, {@code Σ₁ + n₁/n₂ Σ₂}, so that the
 * derivatives by a vocabulary's logits need not be scaled.
 */
final class PretrainingObjective implements Objective {
  private final MaskedLmLoss maskedLm;
  private final @Nullable PooledClassifier sentenceOrder;

  PretrainingObjective(MaskedLmLoss maskedLm, @Nullable PooledClassifier sentenceOrder) {
    this.maskedLm = maskedLm;
    this.sentenceOrder = sentenceOrder;
  }

  @Override
  public Score run(Run run, Counts total, Tensor hidden, Tensor dHidden) {
    Targets.Pretraining targets = (Targets.Pretraining) run.batch().targets();
    Score words =
        maskedLm.run(
            run.pass(), targets.positions(), targets.labels(), total.first(), hidden, dHidden);
    if (sentenceOrder == null) {
      return words;
    }
    Score order =
        sentenceOrder.run(
            run,
            new Targets.RowLabels(targets.orders()),
            total.second(),
            (double) total.scale() / Math.max(1, total.second()),
            hidden,
            dHidden);
    return new Score(
        words.loss() + order.loss(),
        words.first(),
        words.firstRight(),
        order.first(),
        order.firstRight());
  }

  @Override
  public long bytes() {
    return maskedLm.bytes() + (sentenceOrder == null ? 0 : sentenceOrder.bytes());
  }

  @Override
  public void close() {
    maskedLm.close();
    if (sentenceOrder != null) {
      sentenceOrder.close();
    }
  }
}

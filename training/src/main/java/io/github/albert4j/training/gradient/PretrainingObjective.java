package io.github.albert4j.training.gradient;

import io.github.albert4j.engine.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Masked LM plus sentence order (paper, section 3.1), each a mean over its predictions: {@code
 * Σ₁/n₁ + w Σ₂/n₂}, where w is 1 in the paper. The gradient is that of {@code n₁} times it, {@code
 * Σ₁ + w n₁/n₂ Σ₂}, so that the derivatives by a vocabulary's logits need not be scaled.
 */
final class PretrainingObjective implements Objective {
  private final MaskedLmLoss maskedLm;
  private final @Nullable PooledClassifier sentenceOrder;
  private final double orderWeight;

  PretrainingObjective(
      MaskedLmLoss maskedLm, @Nullable PooledClassifier sentenceOrder, double orderWeight) {
    this.maskedLm = maskedLm;
    this.sentenceOrder = sentenceOrder;
    this.orderWeight = orderWeight;
  }

  @Override
  public Score run(Run run, Counts total, Tensor hidden, Tensor dHidden) {
    Targets.Pretraining targets = (Targets.Pretraining) run.batch().targets();
    Score words =
        maskedLm.run(
            run.pass(), run.batch().batch().ids(), targets, total.first(), hidden, dHidden);
    if (sentenceOrder == null) {
      return words;
    }
    Score order =
        sentenceOrder.run(
            run,
            new Targets.RowLabels(targets.orders()),
            total.second(),
            orderWeight * total.scale() / Math.max(1, total.second()),
            hidden,
            dHidden);
    return new Score(
        words.loss() + orderWeight * order.loss(),
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

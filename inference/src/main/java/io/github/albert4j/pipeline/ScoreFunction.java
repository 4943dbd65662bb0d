package io.github.albert4j.pipeline;

import io.github.albert4j.model.AlbertModel;

/**
 * What makes scores of a classifier's logits.
 *
 * @since 0.1.0
 */
public enum ScoreFunction {
  /** {@code exp(logit(i)) / sum of exp(logit)}: one of the labels holds. */
  SOFTMAX,
  /** {@code 1 / (1 + exp(-logit))}: each label holds or not, whatever the others do. */
  SIGMOID,
  /** The logits themselves, as a regression means them. */
  NONE;

  /** What a model's config means, as Hugging Face reads it. */
  static ScoreFunction of(AlbertModel model) {
    String type = model.config().problemType();
    if ("regression".equals(type)) {
      return NONE;
    }
    return "multi_label_classification".equals(type) || model.labels().size() == 1
        ? SIGMOID
        : SOFTMAX;
  }

  /** The scores of some neighbouring logits. */
  double[] scores(float[] logits, int from, int to) {
    double[] scores = new double[to - from];
    Distribution distribution = this == SOFTMAX ? new Distribution(logits, from, to - from) : null;
    for (int i = 0; i < scores.length; i++) {
      scores[i] =
          switch (this) {
            case SOFTMAX -> distribution.probability(i);
            case SIGMOID -> 1 / (1 + Math.exp(-(double) logits[from + i]));
            case NONE -> logits[from + i];
          };
    }
    return scores;
  }
}

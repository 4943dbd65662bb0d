package io.github.albert4j.training.gradient;

/**
 * What pretraining's loss adds to that of hidden words.
 *
 * @param sentenceOrder by what the loss of sentence order is multiplied
 * @param unlikelihood by what {@link RepetitionUnlikelihood} is multiplied; 0 for none
 * @param repetitionDistance how far from a hidden piece those stand that it shall not repeat
 */
public record LossWeights(double sentenceOrder, double unlikelihood, int repetitionDistance) {
  /** The paper's: words and sentence order alike, and nothing else (section 3.1). */
  public static final LossWeights PAPER = new LossWeights(1, 0, 1);
}

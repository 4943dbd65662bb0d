package io.github.albert4j.training.gradient;

/**
 * What pretraining's loss adds to that of hidden words.
 *
 * @param sentenceOrder by what the loss of sentence order is multiplied
 * @param unlikelihood by what {@link NeighbourUnlikelihood} is multiplied; 0 for none
 */
public record LossWeights(double sentenceOrder, double unlikelihood) {
  /** The paper's: words and sentence order alike, and nothing else (section 3.1). */
  public static final LossWeights PAPER = new LossWeights(1, 0);
}

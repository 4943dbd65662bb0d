package io.github.albert4j.training.instances;

import io.github.albert4j.InvalidInputException;

/**
 * How pairs are cut and masked: by default what the ALBERT paper describes (section 4.1).
 *
 * @param maxLength the most tokens of an instance, special ones included
 * @param maskedLmProb the share of an instance's tokens that are to be predicted
 * @param maxPredictions the most positions to predict in an instance
 * @param shortSequenceProb how often an instance aims at a length drawn at random instead of {@code
 *     maxLength}
 * @param maxNgram the longest run of words that is hidden as one; 0 hides pieces by themselves, as
 *     BERT did at first
 * @param googleCompatible make pairs and masks as google-research/albert's {@code
 *     create_pretraining_data.py} does, slips included (docs/pretraining.md lists them)
 * @since 0.1.0
 */
public record InstanceOptions(
    int maxLength,
    double maskedLmProb,
    int maxPredictions,
    double shortSequenceProb,
    int maxNgram,
    boolean googleCompatible) {
  /** The paper's longest run of words, and Google's. */
  public static final int USUAL_NGRAM = 3;

  /** The longest run of words that can be asked for. */
  static final int MOST_NGRAM = 10;

  /** Shorter instances have no room for {@code [CLS] A [SEP] B [SEP]} with something to learn. */
  public static final int LEAST_LENGTH = 16;

  /** No model of this architecture has so many positions; the shards' format counts in 16 bits. */
  public static final int MOST_LENGTH = 1 << 15;

  private static final int GOOGLE_PREDICTIONS = 20;

  /**
   * @throws InvalidInputException naming the option where a value is out of its range
   */
  public InstanceOptions {
    if (maxLength < LEAST_LENGTH || maxLength > MOST_LENGTH) {
      throw new InvalidInputException(
          "--max-length: expected "
              + LEAST_LENGTH
              + " to "
              + MOST_LENGTH
              + " tokens, found "
              + maxLength);
    }
    if (!(maskedLmProb > 0 && maskedLmProb < 1)) {
      throw new InvalidInputException(
          "--masked-lm-prob: expected a share between 0 and 1, found " + maskedLmProb);
    }
    if (maxPredictions < 1 || maxPredictions > maxLength) {
      throw new InvalidInputException(
          "--max-predictions: expected 1 to " + maxLength + ", found " + maxPredictions);
    }
    if (!(shortSequenceProb >= 0 && shortSequenceProb <= 1)) {
      throw new InvalidInputException(
          "--short-sequence-prob: expected a share from 0 to 1, found " + shortSequenceProb);
    }
    if (maxNgram < 0 || maxNgram > MOST_NGRAM) {
      throw new InvalidInputException(
          "--max-ngram: expected 0 to " + MOST_NGRAM + " words, found " + maxNgram);
    }
  }

  /** 15 % of all tokens, one instance in ten short. */
  public static InstanceOptions of(int maxLength) {
    return of(maxLength, 0.15);
  }

  /** As many predictions as the share asks for in the longest instance, one in ten short. */
  public static InstanceOptions of(int maxLength, double maskedLmProb) {
    int predictions = (int) Math.ceil(maskedLmProb * maxLength - 1e-9);
    return new InstanceOptions(
        maxLength, maskedLmProb, Math.max(1, predictions), 0.1, USUAL_NGRAM, false);
  }

  /** Google's own: at most 20 predictions, which in 512 tokens are 3.9 %. */
  public static InstanceOptions googleCompatible(int maxLength, double maskedLmProb) {
    InstanceOptions options = of(maxLength, maskedLmProb);
    return new InstanceOptions(
        maxLength,
        maskedLmProb,
        Math.min(GOOGLE_PREDICTIONS, options.maxPredictions),
        options.shortSequenceProb,
        USUAL_NGRAM,
        true);
  }

  /** The room for pieces of A and B, beside {@code [CLS]} and two {@code [SEP]}. */
  int maxPieces() {
    return maxLength - 3;
  }

  /** How many of an instance's tokens are to be predicted. */
  int predictions(int tokens) {
    return Math.min(maxPredictions, Math.max(1, (int) Math.rint(tokens * maskedLmProb)));
  }
}

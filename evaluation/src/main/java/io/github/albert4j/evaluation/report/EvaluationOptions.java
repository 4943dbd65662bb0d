package io.github.albert4j.evaluation.report;

import io.github.albert4j.InvalidInputException;

/**
 * How a model is evaluated.
 *
 * @param seed what is hidden, and which segments are swapped
 * @param batchTokens at most so many tokens at once
 * @param maxLength at most so many pieces in a sequence; more than the model has positions means as
 *     many as it has
 * @param limit at most so many examples
 * @since 0.1.0
 */
public record EvaluationOptions(long seed, int batchTokens, int maxLength, int limit) {
  /** 128: what pretraining mostly sees, and what most sentences in pairs fit in. */
  public static final EvaluationOptions DEFAULT =
      new EvaluationOptions(0, 4096, 128, Integer.MAX_VALUE);

  public EvaluationOptions {
    if (batchTokens < 1 || maxLength < 8 || limit < 1) {
      throw new InvalidInputException(
          "expected batch tokens and a limit of 1 or more and a length of 8 or more, found "
              + batchTokens
              + ", "
              + limit
              + ", "
              + maxLength);
    }
  }
}

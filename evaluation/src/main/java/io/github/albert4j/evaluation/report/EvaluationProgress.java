package io.github.albert4j.evaluation.report;

/**
 * Told how far an evaluation is.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface EvaluationProgress {
  /** Nobody wants to know. */
  EvaluationProgress NONE = (step, done, total) -> {};

  /**
   * @param step what is being done
   * @param done rows so far
   * @param total rows in all
   */
  void at(String step, long done, long total);
}

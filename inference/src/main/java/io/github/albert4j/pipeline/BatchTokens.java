package io.github.albert4j.pipeline;

/**
 * How many tokens a pipeline computes at once.
 *
 * @since 0.1.0
 */
public final class BatchTokens {
  /** Enough to keep the cores busy, few enough for short waits. */
  public static final int DEFAULT = 4096;

  private BatchTokens() {}
}

package io.github.albert4j.model;

/**
 * What a forward pass spends its time on.
 *
 * @since 0.1.0
 */
public enum Step {
  /** Words, positions and types, and their map to the hidden size. */
  EMBEDDINGS,
  /** All that mixes tokens: queries, keys and values to the output, its residual and norm. */
  ATTENTION,
  /** The feed-forward with its residual and norm. */
  FEED_FORWARD,
  /** The heads, and copying results to the caller's arrays. */
  HEAD
}

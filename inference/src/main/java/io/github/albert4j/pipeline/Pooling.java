package io.github.albert4j.pipeline;

/**
 * How a text's vectors become one.
 *
 * @since 0.1.0
 */
public enum Pooling {
  /** Not at all: a vector for each piece, {@code [CLS]} and {@code [SEP]} included. */
  NONE,
  /** The vector of {@code [CLS]}. */
  CLS,
  /** The mean over all pieces, {@code [CLS]} and {@code [SEP]} included. */
  MEAN,
  /** {@code tanh(W h[CLS] + b)}, which pretraining's sentence order was learnt on. */
  POOLER
}

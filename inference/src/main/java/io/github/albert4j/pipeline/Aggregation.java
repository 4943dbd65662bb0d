package io.github.albert4j.pipeline;

/**
 * How pieces with labels become entities, as Hugging Face's token classification has it.
 *
 * @since 0.1.0
 */
public enum Aggregation {
  /** Not at all: an entity for each piece. */
  NONE,
  /** Neighbouring pieces of one type are an entity, which {@code B-} begins anew. */
  SIMPLE,
  /** As {@link #SIMPLE} over words, each labelled as its first piece is. */
  FIRST,
  /** As {@link #SIMPLE} over words, each labelled by the mean of its pieces' probabilities. */
  AVERAGE,
  /** As {@link #SIMPLE} over words, each labelled as its surest piece is. */
  MAX
}

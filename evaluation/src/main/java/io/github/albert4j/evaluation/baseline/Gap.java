package io.github.albert4j.evaluation.baseline;

/**
 * A hidden piece and what stands beside it.
 *
 * @param left the id before it, as the model sees it
 * @param label the hidden piece's id
 * @param right the id after it, as the model sees it
 * @since 0.1.0
 */
public record Gap(int left, int label, int right) {}

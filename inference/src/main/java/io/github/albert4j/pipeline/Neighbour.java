package io.github.albert4j.pipeline;

/**
 * A text that is near a query.
 *
 * @param index its place among the texts that were searched, from 0
 * @param text the text
 * @param score the cosine, -1 to 1
 * @since 0.1.0
 */
public record Neighbour(int index, String text, double score) {}

package io.github.albert4j.training.instances;

/**
 * A run of a document's text that becomes one pair.
 *
 * @param document its number
 * @param segment the segment that it begins in
 * @param start where it begins in the corpus, in pieces
 * @param length its pieces, before the pair is cut to size
 * @param target the pieces that were aimed at
 * @param hadNoRoom whether its first segment is here because it had no room in the chunk before,
 *     and so is likely to be a long one
 */
record Chunk(long document, long segment, long start, int length, int target, boolean hadNoRoom) {}

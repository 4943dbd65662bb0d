package io.github.albert4j.tokenizer;

import java.util.List;

/**
 * One way to split a text.
 *
 * @param ids vocabulary ids
 * @param pieces surfaces; an unknown run shows its own normalised characters
 * @param score the sum of the pieces' log probabilities; an unknown character counts 10 below the
 *     worst piece, a user-defined piece 0
 * @since 0.1.0
 */
public record Split(int[] ids, List<String> pieces, double score) {}

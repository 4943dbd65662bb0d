package io.github.albert4j.pipeline;

/**
 * A passage of a context that answers a question. As JSON: {@code score}, {@code start}, {@code
 * end}, {@code answer}.
 *
 * @param score the probability of its first piece as a start times that of its last as an end; by
 *     the head of SQuAD 2.0 its share among the best answers, and for the empty one the probability
 *     that there is none
 * @param start its first UTF-16 unit in the context
 * @param end one past its last
 * @param answer {@code context.substring(start, end)}; empty where the context holds no answer
 * @since 0.1.0
 */
public record Answer(double score, int start, int end, String answer) {}

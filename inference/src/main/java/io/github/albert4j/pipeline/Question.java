package io.github.albert4j.pipeline;

/**
 * A question and the text that its answer is sought in.
 *
 * @param question the question
 * @param context a text of any length
 * @since 0.1.0
 */
public record Question(String question, String context) {}

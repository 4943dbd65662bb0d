package io.github.albert4j.pipeline;

/**
 * A label and how far it holds. As JSON: {@code label}, {@code score}.
 *
 * @param label its name in the model's config
 * @param score what {@link ScoreFunction} makes of its logit
 * @since 0.1.0
 */
public record ClassScore(String label, double score) {}

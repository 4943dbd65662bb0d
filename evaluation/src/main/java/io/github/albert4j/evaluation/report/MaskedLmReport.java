package io.github.albert4j.evaluation.report;

import java.util.Map;

/**
 * How well a model guesses hidden pieces of a text.
 *
 * @param metrics {@code loss} (cross-entropy, natural logarithm), {@code accuracy}, {@code
 *     top5_accuracy} over the hidden pieces; {@code pseudo_perplexity}, {@code exp} of the mean
 *     negative log probability over all pieces, each hidden alone in its sentence, and {@code
 *     pseudo_perplexity_per_word}, the same sum over the words, which compares vocabularies; {@code
 *     sop_accuracy}, the share of rows whose order was told, where the model has the head
 * @param baselines the first three for what counting can do; empty where nobody asked
 * @param counts of documents, rows, hidden pieces, sentences and so on
 * @param maxLength at most so many pieces in a row
 * @since 0.1.0
 */
public record MaskedLmReport(
    Map<String, Double> metrics,
    Map<String, Map<String, Double>> baselines,
    Map<String, Long> counts,
    int maxLength) {}

package io.github.albert4j.evaluation.report;

/**
 * What a published set of bias measures of a model.
 *
 * @since 0.1.0
 */
public sealed interface BiasReport permits CrowsPairsReport, StereoSetReport {}

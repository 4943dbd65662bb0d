package io.github.albert4j.training.loop;

/**
 * What one step gave.
 *
 * @param step updates done, from 1
 * @param loss the step's, before its update
 * @param mlmAccuracy the share of masked pieces that the model named, or NaN where there was none
 * @param sopAccuracy the share of sentence orders that it told, or NaN where none was asked
 * @param learningRate of the update
 * @param gradientNorm before clipping
 * @param tokensPerSecond of the step, with the update
 * @param tokens seen so far
 * @since 0.1.0
 */
public record StepMetrics(
    long step,
    double loss,
    double mlmAccuracy,
    double sopAccuracy,
    double learningRate,
    double gradientNorm,
    double tokensPerSecond,
    long tokens) {}

/** Scores from predictions and labels; knows neither models nor files. */
@NullMarked
package io.github.albert4j.evaluation.metrics;

import org.jspecify.annotations.NullMarked;

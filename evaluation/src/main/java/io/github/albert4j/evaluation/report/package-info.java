/** A task's evaluation: data and a model in, metrics out. */
@NullMarked
package io.github.albert4j.evaluation.report;

import org.jspecify.annotations.NullMarked;

/** Reads texts and data sets, a line at a time; knows no model. */
@NullMarked
package io.github.albert4j.evaluation.data;

import org.jspecify.annotations.NullMarked;

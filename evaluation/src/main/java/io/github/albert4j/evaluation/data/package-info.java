/**
 * Reads texts and data sets, a row at a time; knows no model. {@link
 * io.github.albert4j.evaluation.data.Task} is where to begin: {@code DataFile} tells a file's form,
 * {@code JsonRows}, {@code TableRows}, {@code ConllRows} and {@code CopaRows} make trees of its
 * rows, and a parser for each kind of example makes examples of these. docs/data.md lists the
 * forms.
 */
@NullMarked
package io.github.albert4j.evaluation.data;

import org.jspecify.annotations.NullMarked;

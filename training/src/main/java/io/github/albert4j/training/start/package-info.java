/**
 * First weights that know something of the text: what a training from random weights learns in its
 * first hours.
 */
@NullMarked
package io.github.albert4j.training.start;

import org.jspecify.annotations.NullMarked;

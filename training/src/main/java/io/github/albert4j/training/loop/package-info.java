/** Runs a training: workers, sums in a fixed order, checkpoints and resume. */
@NullMarked
package io.github.albert4j.training.loop;

import org.jspecify.annotations.NullMarked;

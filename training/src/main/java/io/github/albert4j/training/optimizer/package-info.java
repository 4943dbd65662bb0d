/** What changes the weights: AdamW, LAMB, schedules and clipping. */
@NullMarked
package io.github.albert4j.training.optimizer;

import org.jspecify.annotations.NullMarked;

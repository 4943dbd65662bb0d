/** Fine-tuning: a task's rows with their answers, new heads, epochs, and the best of them. */
@NullMarked
package io.github.albert4j.training.task;

import org.jspecify.annotations.NullMarked;

/**
 * A task's examples as rows of pieces, and the model's logits as answers, scores and files in the
 * task's form. Fine-tuning and evaluation read the same rows.
 */
@NullMarked
package io.github.albert4j.evaluation.task;

import org.jspecify.annotations.NullMarked;

/**
 * Text in, answers out: one class a task, records as results.
 *
 * <p>A pipeline borrows an {@link io.github.albert4j.model.AlbertModel} and owns nothing; it is
 * immutable and thread-safe. Each answers one input ({@code predict}), a list of them, or an
 * iterator of any length ({@code stream}: lazy, in order, a batch or two in memory). A text that
 * cannot be answered is an {@link io.github.albert4j.InvalidInputException}; nothing is cut
 * silently. A new task is one new class here that says how an input becomes rows and how the
 * model's output becomes an answer; batches are formed in {@code TokenBatches} alone.
 */
@NullMarked
package io.github.albert4j.pipeline;

import org.jspecify.annotations.NullMarked;

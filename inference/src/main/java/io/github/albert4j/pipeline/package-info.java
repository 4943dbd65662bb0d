/** Text in, answers out: one class a task. */
@NullMarked
package io.github.albert4j.pipeline;

import org.jspecify.annotations.NullMarked;

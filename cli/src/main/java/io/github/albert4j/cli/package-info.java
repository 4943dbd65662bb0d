/** One picocli class a command, no logic of its own. */
@NullMarked
package io.github.albert4j.cli;

import org.jspecify.annotations.NullMarked;

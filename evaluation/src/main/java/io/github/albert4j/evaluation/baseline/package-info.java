/** What counting alone can do: models of a text's pieces to hold a trained model against. */
@NullMarked
package io.github.albert4j.evaluation.baseline;

import org.jspecify.annotations.NullMarked;

/** The model card's table of results: as it was published, and as measured here. */
@NullMarked
package io.github.albert4j.evaluation.card;

import org.jspecify.annotations.NullMarked;

/** From a name to a local folder; knows nothing of what a model is. */
@NullMarked
package io.github.albert4j.hub;

import org.jspecify.annotations.NullMarked;

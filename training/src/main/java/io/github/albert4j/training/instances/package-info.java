/** Documents to sentence pairs to masked rows; knows no model. */
@NullMarked
package io.github.albert4j.training.instances;

import org.jspecify.annotations.NullMarked;

/** ALBERT's formulas beside their derivatives. */
@NullMarked
package io.github.albert4j.training.gradient;

import org.jspecify.annotations.NullMarked;

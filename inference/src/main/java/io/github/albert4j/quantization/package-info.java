/**
 * A model's folder with what int8 needs: texts are run in fp32 while a {@link
 * io.github.albert4j.model.Calibration} looks on, what cannot bear int8 is left in fp32, and what
 * the rest costs is measured on other texts.
 */
@NullMarked
package io.github.albert4j.quantization;

import org.jspecify.annotations.NullMarked;

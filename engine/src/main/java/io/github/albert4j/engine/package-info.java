/**
 * Native tensors and the few operations that a transformer needs, on oneDNN. Knows nothing of
 * ALBERT.
 *
 * <p>The way in is {@link io.github.albert4j.engine.Engine#cpu()}; memory comes from an {@link
 * io.github.albert4j.engine.Arena}, weights are packed once by {@link
 * io.github.albert4j.engine.PackedWeights}, and one thread computes with its own {@link
 * io.github.albert4j.engine.Operations}. oneDNN's C functions are called directly, so that no other
 * binding's rules about memory apply.
 */
@NullMarked
package io.github.albert4j.engine;

import org.jspecify.annotations.NullMarked;

/** Files to named tensors and back: safetensors, PyTorch, TensorFlow 1. */
@NullMarked
package io.github.albert4j.checkpoint;

import org.jspecify.annotations.NullMarked;

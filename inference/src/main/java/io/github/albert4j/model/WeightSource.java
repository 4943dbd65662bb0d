package io.github.albert4j.model;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.PackedWeights;
import io.github.albert4j.engine.Tensor;

/**
 * Where the weights of a model come from, and where they go: a checkpoint's tensors, by name and
 * checked against the shape that the config asks for, into native memory in their final layout.
 *
 * @param engine that will multiply by them
 * @param arena owns all that is read
 * @param tensors of the checkpoint
 * @param config says their shapes
 * @param type of packed weights that are not in int8
 */
record WeightSource(
    Engine engine, Arena arena, NamedTensors tensors, AlbertConfig config, DataType type) {

  /** {@code name.weight [outputs, inputs]} and {@code name.bias [outputs]}. */
  Linear linear(String name, int outputs, int inputs) {
    return new Linear(packed(name + ".weight", outputs, inputs), vector(name + ".bias", outputs));
  }

  /** {@code name.weight [width]} and {@code name.bias [width]}. */
  LayerNorm norm(String name, int width) {
    return new LayerNorm(
        vector(name + ".weight", width),
        vector(name + ".bias", width),
        (float) config.layerNormEps());
  }

  /** A tensor {@code [width]}, as it is. */
  Tensor vector(String name, int width) {
    return arena.copyOf(tensors.array(name, width));
  }

  /** A tensor {@code [outputs, inputs]}, to multiply by. */
  PackedWeights packed(String name, int outputs, int inputs) {
    return packed(outputs, inputs, tensors.rows(name, outputs, inputs));
  }

  /** Rows of {@code [outputs, inputs]} that are not one tensor's, to multiply by. */
  PackedWeights packed(int outputs, int inputs, PackedWeights.RowSource rows) {
    return PackedWeights.pack(engine, arena, type, outputs, inputs, rows);
  }
}

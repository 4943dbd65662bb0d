package io.github.albert4j.model;

import io.github.albert4j.ModelFormatException;
import io.github.albert4j.checkpoint.Checkpoint;
import io.github.albert4j.checkpoint.TensorInfo;
import io.github.albert4j.engine.PackedWeights;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A checkpoint's tensors by name, each checked against the shape that the config asks for. */
final class NamedTensors {
  private final Checkpoint checkpoint;
  private final String folder;
  private final Set<String> used = new HashSet<>();

  /**
   * @param folder named in errors
   */
  NamedTensors(Checkpoint checkpoint, String folder) {
    this.checkpoint = checkpoint;
    this.folder = folder;
  }

  String folder() {
    return folder;
  }

  boolean has(String name) {
    return checkpoint.tensors().containsKey(name);
  }

  /** What is known of a tensor, or null where there is none of that name. */
  @Nullable TensorInfo info(String name) {
    return checkpoint.tensors().get(name);
  }

  /**
   * Checks that a tensor is there, and takes it.
   *
   * @throws ModelFormatException where it is missing or of another shape
   */
  void require(String name, int... shape) {
    TensorInfo info = info(name);
    if (info == null) {
      throw new ModelFormatException(
          folder, name, "a tensor of shape " + Arrays.toString(shape), "none of that name");
    }
    if (!Arrays.equals(info.shape(), Arrays.stream(shape).asLongStream().toArray())) {
      throw new ModelFormatException(
          info.file(),
          info.nameInFile(),
          "shape " + Arrays.toString(shape) + " by the config",
          Arrays.toString(info.shape()));
    }
    used.add(name);
  }

  /** Takes a tensor that this model does not need, so that it is not called skipped. */
  void know(String name) {
    used.add(name);
  }

  /** A whole tensor. */
  float[] array(String name, int... shape) {
    require(name, shape);
    float[] values = new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    read(name, 0, FloatBuffer.wrap(values));
    return values;
  }

  /** The rows of {@code [outputs, inputs]}. */
  PackedWeights.RowSource rows(String name, int outputs, int inputs) {
    require(name, outputs, inputs);
    return (row, rows, to) -> read(name, row * inputs, to);
  }

  /** Fills a buffer with the elements from one of them on. */
  void read(String name, long first, FloatBuffer to) {
    checkpoint.read(name, first, to);
  }

  /** What nobody took. */
  List<TensorInfo> skipped() {
    List<TensorInfo> skipped = new ArrayList<>();
    for (TensorInfo info : checkpoint.tensors().values()) {
      if (!used.contains(info.name())) {
        skipped.add(info);
      }
    }
    return List.copyOf(skipped);
  }
}

package io.github.albert4j.checkpoint;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;

/**
 * Named tensors in files, read piece by piece: nothing is mapped, nothing is held.
 *
 * @since 0.1.0
 */
public interface Checkpoint extends AutoCloseable {
  /** Opens the checkpoint of a model folder, whatever its format; ModelFormatException where there is none. */
  static Checkpoint open(Path folder) {
    throw new UnsupportedOperationException();
  }

  /** All tensors, by Hugging Face name. */
  Map<String, TensorInfo> tensors();

  /**
   * Reads elements {@code [first, first + destination.remaining())} of a tensor, in row-major order, widened to fp32.
   */
  void read(String name, long first, FloatBuffer destination);

  @Override
  void close();
}

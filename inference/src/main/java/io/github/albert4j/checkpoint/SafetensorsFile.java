package io.github.albert4j.checkpoint;

import io.github.albert4j.ModelFormatException;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One safetensors file, its tensors under the file's own names: what holds inputs and outputs
 * rather than a model.
 *
 * <p>Thread-safe; reads of one file wait for each other.
 *
 * @since 0.1.0
 */
public final class SafetensorsFile implements Closeable {
  private static final int BLOCK = 64 << 10;

  private final Path path;
  private final FileCheckpoint tensors;

  private SafetensorsFile(Path path, FileCheckpoint tensors) {
    this.path = path;
    this.tensors = tensors;
  }

  /**
   * Opens a file.
   *
   * @throws ModelFormatException where it is damaged
   */
  public static SafetensorsFile open(Path path) {
    TensorFile file = TensorFile.open(path);
    try {
      FileCheckpoint tensors = new FileCheckpoint(path, List.of(file));
      SafetensorsHeader.read(file).forEach(tensor -> tensors.add(tensor.name(), tensor));
      return new SafetensorsFile(path, tensors);
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  /** All tensors, by name, in the order of the header. */
  public Map<String, TensorInfo> tensors() {
    return tensors.tensors();
  }

  /** Reads floating-point elements as {@link Checkpoint#read} does. */
  public void read(String name, long first, FloatBuffer destination) {
    tensors.read(name, first, destination);
  }

  /**
   * Reads whole numbers (I64, I32, I16, I8, U8, BOOL) from element {@code first} until the
   * destination is full.
   *
   * @throws ModelFormatException where there is no such tensor, or it is of another type
   */
  public void read(String name, long first, LongBuffer destination) {
    TensorInfo tensor = tensors().get(name);
    if (tensor == null || tensor.dtype().isFloating()) {
      throw new ModelFormatException(
          path.toString(),
          name,
          "whole numbers (I64, I32, I16, I8, U8, BOOL)",
          tensor == null ? "no such tensor" : "" + tensor.dtype());
    }
    int size = tensor.dtype().bytes();
    ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    for (long at = first; destination.hasRemaining(); ) {
      int n = Math.min(BLOCK / size, destination.remaining());
      block.clear().limit(n * size);
      tensors.readRaw(name, at, block);
      block.flip();
      for (int i = 0; i < n; i++) {
        destination.put(number(tensor.dtype(), block));
      }
      at += n;
    }
  }

  private static long number(DType dtype, ByteBuffer from) {
    return switch (dtype) {
      case I64 -> from.getLong();
      case I32 -> from.getInt();
      case I16 -> from.getShort();
      case I8 -> from.get();
      case U8 -> from.get() & 0xff;
      case BOOL -> from.get() == 0 ? 0 : 1;
      default -> throw new AssertionError(dtype);
    };
  }

  @Override
  public void close() {
    tensors.close();
  }
}

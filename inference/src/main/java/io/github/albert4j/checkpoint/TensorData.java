package io.github.albert4j.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * A tensor to be written: what its header says, and a reader of its elements that is asked for them
 * in order, a block at a time.
 *
 * @param name the name it gets
 * @param dtype how it is stored
 * @param shape row-major
 * @param elements gives them
 * @since 0.1.0
 */
public record TensorData(String name, DType dtype, long[] shape, Elements elements) {
  /** Where a tensor's elements come from. */
  @FunctionalInterface
  public interface Elements {
    /**
     * Fills the destination, which is little-endian, with the elements from {@code first} on, as
     * they are stored.
     */
    void read(long first, ByteBuffer destination);
  }

  /** A tensor of fp32 values that are in memory. */
  public static TensorData of(String name, float[] values, long... shape) {
    return new TensorData(
        name,
        DType.F32,
        shape,
        (first, destination) -> {
          int n = destination.remaining() / Float.BYTES;
          destination.asFloatBuffer().put(values, (int) first, n);
          destination.position(destination.limit());
        });
  }

  /** A checkpoint's tensor, bit for bit. */
  static TensorData copy(Checkpoint source, TensorInfo tensor) {
    return new TensorData(
        tensor.name(),
        tensor.dtype(),
        tensor.shape(),
        (first, destination) -> source.readRaw(tensor.name(), first, destination));
  }

  /** A checkpoint's tensor in another floating-point type. */
  static TensorData convert(Checkpoint source, TensorInfo tensor, DType dtype) {
    return new TensorData(
        tensor.name(),
        dtype,
        tensor.shape(),
        (first, destination) -> {
          FloatBuffer floats = FloatBuffer.allocate(destination.remaining() / dtype.bytes());
          source.read(tensor.name(), first, floats);
          Narrowing.narrow(tensor.name(), floats.flip(), dtype, destination);
        });
  }

  /** The same elements under another name. */
  TensorData named(String other) {
    return new TensorData(other, dtype, shape, elements);
  }

  long bytes() {
    return StoredTensor.bytes(dtype, shape);
  }

  /** Writes all elements, block by block. */
  void writeTo(AtomicFile file, ByteBuffer block) {
    long count = StoredTensor.elements(shape);
    int most = block.capacity() / dtype.bytes();
    for (long first = 0; first < count; first += most) {
      block.clear().limit((int) Math.min(most, count - first) * dtype.bytes());
      elements.read(first, block);
      file.write(block.flip());
    }
  }

  /** A block for {@link #writeTo}: long enough for transposed tensors to be gathered quickly. */
  static ByteBuffer block() {
    return ByteBuffer.allocateDirect(4 << 20).order(ByteOrder.LITTLE_ENDIAN);
  }
}

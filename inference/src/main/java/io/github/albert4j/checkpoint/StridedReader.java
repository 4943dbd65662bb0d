package io.github.albert4j.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads a view whose elements are not dense: a transposed kernel, a slice of a larger storage,
 * every second element. Memory is bounded by the caller's two buffers, whatever the strides.
 */
final class StridedReader {
  // A transposed matrix is gathered block by block; the larger the block, the longer the runs.
  private static final int MAX_BLOCK = 8 << 20;
  // Reading over a gap of so many bytes is cheaper than another call.
  private static final int MAX_GAP = 1024;
  // Row by row, a view with this many elements from column to column reads that many times too
  // much; beyond it, columns are read one by one.
  private static final int MAX_WASTE = 8;

  private final StoredTensor tensor;
  private final int size; // bytes an element
  private final ByteBuffer destination; // little-endian, so that both sides agree
  private final ByteBuffer staging;
  private final long[] shape; // without the dimensions that merge into their neighbours
  private final long[] strides;

  private StridedReader(StoredTensor tensor, ByteBuffer destination, ByteBuffer staging) {
    this.tensor = tensor;
    this.size = tensor.dtype().bytes();
    this.destination = destination.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    this.staging = staging.order(ByteOrder.LITTLE_ENDIAN);
    long[] shapes = new long[tensor.shape().length + 2];
    long[] steps = new long[shapes.length];
    int rank = merge(tensor.shape(), tensor.strides(), shapes, steps);
    // At least a matrix: leading dimensions of 1 cost nothing.
    int lead = Math.max(0, 2 - rank);
    this.shape = new long[rank + lead];
    this.strides = new long[rank + lead];
    for (int i = 0; i < rank + lead; i++) {
      shape[i] = i < lead ? 1 : shapes[i - lead];
      strides[i] = i < lead ? 0 : steps[i - lead];
    }
  }

  /** A block for gathering so many bytes, or for a part of them. */
  static ByteBuffer block(long bytes) {
    return ByteBuffer.allocate((int) Math.min(MAX_BLOCK, bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Fills the destination with elements from {@code first} on, in row-major order. */
  static void read(StoredTensor tensor, long first, ByteBuffer destination, ByteBuffer staging) {
    if (destination.hasRemaining()) {
      new StridedReader(tensor, destination, staging).read(first);
      destination.position(destination.limit());
    }
  }

  private static int merge(long[] shape, long[] strides, long[] mergedShape, long[] mergedStrides) {
    int rank = 0;
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] == 1) {
        continue;
      }
      if (rank > 0 && mergedStrides[rank - 1] == shape[i] * strides[i]) {
        mergedShape[rank - 1] *= shape[i];
        mergedStrides[rank - 1] = strides[i];
      } else {
        mergedShape[rank] = shape[i];
        mergedStrides[rank++] = strides[i];
      }
    }
    return rank;
  }

  private void read(long first) {
    int rank = shape.length;
    long rows = shape[rank - 2];
    long columns = shape[rank - 1];
    long at = first;
    long left = destination.remaining() / size;
    while (left > 0) {
      long plane = at / columns / rows;
      long row = at / columns % rows;
      long column = at % columns;
      long start = row * strides[rank - 2] + column * strides[rank - 1];
      for (int i = rank - 3; i >= 0; i--) {
        start += plane % shape[i] * strides[i];
        plane /= shape[i];
      }
      boolean whole = column == 0 && left >= columns;
      int height = whole ? (int) Math.min(rows - row, left / columns) : 1;
      int width = (int) Math.min(columns - column, left);
      readMatrix(start, height, width);
      at += (long) height * width;
      left -= (long) height * width;
    }
  }

  /** Reads a matrix whose first element is the storage's element {@code start}. */
  private void readMatrix(long start, int rows, int columns) {
    long rowStride = strides[shape.length - 2];
    long columnStride = strides[shape.length - 1];
    int to = destination.position();
    if (rows == 1 || columnStride <= MAX_WASTE || columnStride <= rowStride) {
      for (int row = 0; row < rows; row++) {
        readLine(start + row * rowStride, columns, columnStride, to + row * columns * size, size);
      }
    } else {
      for (int column = 0; column < columns; column++) {
        long from = start + column * columnStride;
        readLine(from, rows, rowStride, to + column * size, columns * size);
      }
    }
    destination.position(to + rows * columns * size);
  }

  /**
   * Reads every {@code step}-th of the storage's elements.
   *
   * @param to where the first goes in the destination, in bytes
   * @param toStep from one to the next there, in bytes
   */
  private void readLine(long from, int count, long step, int to, int toStep) {
    boolean skips = step > MAX_GAP / size;
    int most = skips ? 1 : (int) ((staging.capacity() / size - 1) / Math.max(step, 1)) + 1;
    for (int done = 0; done < count; ) {
      int n = step == 0 ? count : Math.min(most, count - done);
      int span = step == 0 ? 1 : (int) ((n - 1) * step + 1);
      staging.clear().limit(span * size);
      tensor.file().read(tensor.offset() + (from + done * step) * size, staging, tensor.name());
      copy(n, (int) step * size, to + done * toStep, toStep);
      done += n;
    }
  }

  private void copy(int count, int fromStep, int to, int toStep) {
    if (fromStep == size && toStep == size) {
      destination.put(to, staging, 0, count * size);
      return;
    }
    switch (size) {
      case 1 -> {
        for (int i = 0; i < count; i++) {
          destination.put(to + i * toStep, staging.get(i * fromStep));
        }
      }
      case 2 -> {
        for (int i = 0; i < count; i++) {
          destination.putShort(to + i * toStep, staging.getShort(i * fromStep));
        }
      }
      case 4 -> {
        for (int i = 0; i < count; i++) {
          destination.putInt(to + i * toStep, staging.getInt(i * fromStep));
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          destination.putLong(to + i * toStep, staging.getLong(i * fromStep));
        }
      }
    }
  }
}

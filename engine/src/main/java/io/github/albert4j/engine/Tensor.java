package io.github.albert4j.engine;

import com.sun.jna.Pointer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Numbers in native memory, row-major and dense. The memory belongs to the {@link Arena} that
 * allocated it: a tensor must not be used after its arena is closed.
 *
 * @since 0.1.0
 */
public final class Tensor {
  /** Elements: as much as a core's cache holds. */
  private static final long FILLED_AT_ONCE = 1 << 16;

  private final long address;
  private final DataType type;
  private final long[] shape;
  private final Pointer pointer;

  Tensor(long address, DataType type, long... shape) {
    this.address = address;
    this.type = type;
    this.shape = shape.clone();
    this.pointer = new Pointer(address);
  }

  long address() {
    return address;
  }

  /** Where an element lies. */
  long address(long element) {
    return address + element * type.bytes();
  }

  public DataType type() {
    return type;
  }

  /** The size of one dimension. */
  public long size(int dimension) {
    return shape[dimension];
  }

  public int dimensions() {
    return shape.length;
  }

  public long elements() {
    long elements = 1;
    for (long dimension : shape) {
      elements *= dimension;
    }
    return elements;
  }

  public long bytes() {
    return elements() * type.bytes();
  }

  /** The first {@code rows} rows of a matrix {@code [rows, columns]}, sharing its memory. */
  public Tensor rows(long rows) {
    assert rows <= shape[0] : rows + " of " + shape[0] + " rows";
    return new Tensor(address, type, rows, shape[1]);
  }

  /** A part of the memory from an element on, seen in a shape. */
  public Tensor slice(long element, long... other) {
    Tensor view = new Tensor(address(element), type, other);
    assert element >= 0 && element + view.elements() <= elements() : view + " of " + this;
    return view;
  }

  /** Sets elements {@code [element, element + n)} to zero. */
  public void zero(long element, long n) {
    if (element < 0 || n < 0 || element + n > elements()) {
      throw new IndexOutOfBoundsException(
          "elements " + element + " to " + (element + n) + " of " + this);
    }
    Allocator.zero(address(element), n * type.bytes());
  }

  /** The same memory seen in another shape that needs no more of it. */
  public Tensor as(long... other) {
    Tensor view = new Tensor(address, type, other);
    assert view.bytes() <= bytes() : this + " as " + view;
    return view;
  }

  /** Copies {@code n} elements into the tensor, rounding to its type. */
  public void write(long element, float[] source, int offset, int n) {
    checkRange(element, n);
    if (type == DataType.F32) {
      pointer.write(element * 4, source, offset, n);
      return;
    }
    if (type != DataType.BF16) {
      writeBytes(element, source, offset, n);
      return;
    }
    short[] halves = new short[n];
    for (int i = 0; i < n; i++) {
      halves[i] = toBf16(source[offset + i]);
    }
    pointer.write(element * 2, halves, 0, n);
  }

  /** Copies {@code n} elements out of the tensor, widened to fp32. */
  public void read(long element, float[] destination, int offset, int n) {
    checkRange(element, n);
    if (type == DataType.F32) {
      pointer.read(element * 4, destination, offset, n);
      return;
    }
    if (type != DataType.BF16) {
      readBytes(element, destination, offset, n);
      return;
    }
    short[] halves = new short[n];
    pointer.read(element * 2, halves, 0, n);
    for (int i = 0; i < n; i++) {
      destination[offset + i] = Float.intBitsToFloat(halves[i] << 16);
    }
  }

  /** Adds a number to each element on the diagonal of a square matrix. */
  public void addToDiagonal(float value) {
    assert shape.length == 2 && shape[0] == shape[1] : this;
    float[] element = new float[1];
    for (long i = 0; i < shape[0]; i++) {
      long place = i * (shape[1] + 1);
      read(place, element, 0, 1);
      element[0] += value;
      write(place, element, 0, 1);
    }
  }

  /** Rounds to nearest, ties to even, and saturates. */
  private void writeBytes(long element, float[] source, int offset, int n) {
    int least = type == DataType.S8 ? Byte.MIN_VALUE : 0;
    byte[] codes = new byte[n];
    for (int i = 0; i < n; i++) {
      double nearest = Math.rint(source[offset + i]);
      codes[i] = (byte) (int) Math.min(Math.max(nearest, least), least + 255);
    }
    pointer.write(element, codes, 0, n);
  }

  private void readBytes(long element, float[] destination, int offset, int n) {
    byte[] codes = new byte[n];
    pointer.read(element, codes, 0, n);
    for (int i = 0; i < n; i++) {
      destination[offset + i] = type == DataType.S8 ? codes[i] : Byte.toUnsignedInt(codes[i]);
    }
  }

  /** All elements, widened to fp32. */
  public float[] toArray() {
    float[] all = new float[Math.toIntExact(elements())];
    read(0, all, 0, all.length);
    return all;
  }

  /**
   * Copies whole rows of a matrix: row {@code rows[i]} of this becomes row {@code i} of the other,
   * which may be this one where the rows ascend.
   */
  public void gatherRows(int[] rows, Tensor destination) {
    assert rows.length <= destination.shape[0];
    for (int i = 0; i < rows.length; i++) {
      copyRow(rows[i], destination, i);
    }
  }

  /**
   * Copies whole rows of a matrix: row {@code i} of this becomes row {@code rows[i]} of the other.
   */
  public void scatterRows(int[] rows, Tensor destination) {
    assert rows.length <= shape[0];
    for (int i = 0; i < rows.length; i++) {
      copyRow(i, destination, rows[i]);
    }
  }

  private void copyRow(long row, Tensor destination, long to) {
    assert destination.type == type && destination.shape[1] == shape[1];
    java.util.Objects.checkIndex(row, shape[0]);
    java.util.Objects.checkIndex(to, destination.shape[0]);
    long width = shape[1] * type.bytes();
    destination
        .pointer
        .getByteBuffer(to * width, width)
        .put(pointer.getByteBuffer(row * width, width));
  }

  /** Adds whole rows of a matrix: row {@code i} of this to row {@code rows[i]} of the other. */
  public void addRows(int[] rows, Tensor destination) {
    int width = Math.toIntExact(shape[1]);
    assert destination.shape[1] == width && rows.length <= shape[0];
    float[] mine = new float[width];
    float[] sum = new float[width];
    for (int i = 0; i < rows.length; i++) {
      read((long) i * width, mine, 0, width);
      destination.read((long) rows[i] * width, sum, 0, width);
      for (int k = 0; k < width; k++) {
        sum[k] += mine[k];
      }
      destination.write((long) rows[i] * width, sum, 0, width);
    }
  }

  /** Fills an fp32 matrix from where its rows come from, some at a time. */
  public void fill(PackedWeights.RowSource source) {
    long columns = shape[1];
    long most = Math.max(1, FILLED_AT_ONCE / columns);
    for (long row = 0; row < shape[0]; row += most) {
      long n = Math.min(most, shape[0] - row);
      source.read(row, n, slice(row * columns, n, columns).buffer());
    }
  }

  /** The memory of an fp32 tensor as a buffer to be filled. */
  FloatBuffer buffer() {
    assert type == DataType.F32;
    return pointer.getByteBuffer(0, bytes()).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  /** Round to nearest, ties to even; NaN stays NaN. */
  static short toBf16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (value != value) {
      return (short) (bits >>> 16 | 0x40);
    }
    return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
  }

  private void checkRange(long element, int n) {
    if (element < 0 || n < 0 || element + n > elements()) {
      throw new IndexOutOfBoundsException(
          "elements " + element + " to " + (element + n) + " of " + this);
    }
  }

  @Override
  public String toString() {
    return type + Arrays.toString(shape);
  }
}

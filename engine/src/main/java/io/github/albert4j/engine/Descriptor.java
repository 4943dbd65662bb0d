package io.github.albert4j.engine;

/** A {@code dnnl_memory_desc_t}: type, sizes and layout of a block of memory, without the block. */
final class Descriptor implements AutoCloseable {
  private static final int S32 = 4; // dnnl_s32

  final long handle;

  private Descriptor(long handle) {
    this.handle = handle;
  }

  static Descriptor strided(DataType type, long[] sizes, long[] strides) {
    return new Descriptor(
        Engine.create(
            "describe a tensor",
            p ->
                Dnnl.dnnl_memory_desc_create_with_strides(
                    p, sizes.length, sizes, type.code, strides)));
  }

  /** Row-major and dense. */
  static Descriptor dense(DataType type, long... sizes) {
    long[] strides = new long[sizes.length];
    long stride = 1;
    for (int i = sizes.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= sizes[i];
    }
    return strided(type, sizes, strides);
  }

  /**
   * A dense matrix {@code [rows, columns]} as an image a row high: a pixel for each row, a channel
   * for each column.
   */
  static Descriptor image(DataType type, long rows, long columns) {
    long all = rows * columns;
    return strided(type, new long[] {1, columns, 1, rows}, new long[] {all, 1, all, columns});
  }

  /** One 32-bit integer, as a zero point is. */
  static Descriptor integer() {
    return new Descriptor(
        Engine.create(
            "describe an integer",
            p ->
                Dnnl.dnnl_memory_desc_create_with_strides(
                    p, 1, new long[] {1}, S32, new long[] {1})));
  }

  /** A layout for the primitive to choose. */
  static Descriptor any(DataType type, long... sizes) {
    return tagged(Dnnl.FORMAT_ANY, type, sizes);
  }

  /** In one of the library's named layouts, a {@code dnnl_format_tag_t}. */
  static Descriptor tagged(int tag, DataType type, long... sizes) {
    return new Descriptor(
        Engine.create(
            "describe a tensor",
            p -> Dnnl.dnnl_memory_desc_create_with_tag(p, sizes.length, sizes, type.code, tag)));
  }

  /**
   * A matrix {@code [rows, columns]} cut into panels of 32 columns, in which multiplications in
   * fp32 read their right operand fastest where {@link Engine#beforeAvx512}.
   */
  static Descriptor panels(DataType type, long rows, long columns) {
    return tagged(Dnnl.FORMAT_BA16A32B, type, rows, columns);
  }

  /** A part of a larger block, in the larger block's layout. */
  Descriptor part(long[] sizes, long[] offsets) {
    return new Descriptor(
        Engine.create(
            "describe a part of a tensor",
            p -> Dnnl.dnnl_memory_desc_create_submemory(p, handle, sizes, offsets)));
  }

  static Descriptor copyOf(long descriptor) {
    return new Descriptor(
        Engine.create("copy a description", p -> Dnnl.dnnl_memory_desc_clone(p, descriptor)));
  }

  /** Whether type, sizes and layout are the same. */
  boolean isSame(Descriptor other) {
    return Dnnl.dnnl_memory_desc_equal(handle, other.handle) == 1;
  }

  long bytes() {
    return Dnnl.dnnl_memory_desc_get_size(handle);
  }

  @Override
  public void close() {
    Dnnl.dnnl_memory_desc_destroy(handle);
  }
}

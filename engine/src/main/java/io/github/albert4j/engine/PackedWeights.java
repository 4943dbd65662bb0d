package io.github.albert4j.engine;

import java.nio.FloatBuffer;

/**
 * The weights of a linear map {@code y = x Wᵀ} in the layout that the matrix multiplication reads
 * fastest on this processor. Packed once, read by any number of threads.
 *
 * @since 0.1.0
 */
public final class PackedWeights {
  /** Rows of activations for which the layout is chosen; it serves every other number as well. */
  private static final int TYPICAL_ROWS = 128;

  /**
   * Floats of the buffer through which weights pass, so that file and packed copy never both lie in
   * memory.
   */
  private static final long STAGING = 1 << 21;

  private static final int ROW_MULTIPLE = 64; // no packed block is wider

  private static final int CONVOLVED_MULTIPLE = 8; // the convolutions' vectors of 32-bit sums

  private final DataType type;
  private final long outputs;
  private final long inputs;
  private final boolean convolve;
  private final Descriptor layout;
  private final long address;

  private PackedWeights(
      DataType type, long outputs, long inputs, boolean convolve, Descriptor layout, long address) {
    this.type = type;
    this.outputs = outputs;
    this.inputs = inputs;
    this.convolve = convolve;
    this.layout = layout;
    this.address = address;
  }

  /** Where the rows of W come from. */
  @FunctionalInterface
  public interface RowSource {
    /** Fills {@code to} with rows {@code [row, row + rows)} of {@code W [outputs, inputs]}. */
    void read(long row, long rows, FloatBuffer to);
  }

  /**
   * Packs a matrix {@code W [outputs, inputs]}, reading some rows at a time.
   *
   * @param type of the packed copy; {@link DataType#S8} rounds, see {@link Quantized#linear} for
   *     the range
   * @param arena owns the packed copy
   */
  public static PackedWeights pack(
      Engine engine, Arena arena, DataType type, long outputs, long inputs, RowSource source) {
    boolean convolve =
        type == DataType.S8
            && engine.convolvesBytes
            && outputs % CONVOLVED_MULTIPLE == 0
            && inputs % CONVOLVED_MULTIPLE == 0;
    Descriptor layout =
        convolve
            ? askConvolution(engine, outputs, inputs)
            : chooseLayout(engine, type, outputs, inputs);
    arena.onClose(layout::close);
    long address = arena.allocateBytes(layout.bytes());
    long chunk = Math.min(outputs, Math.max(1, STAGING / inputs / ROW_MULTIPLE) * ROW_MULTIPLE);
    try (Arena staging = new Arena(engine);
        Operations operations = new Operations(engine)) {
      Tensor rows = staging.allocateUnset(DataType.F32, chunk, inputs);
      for (long row = 0; row < outputs; row += chunk) {
        long n = Math.min(chunk, outputs - row);
        source.read(row, n, rows.rows(n).buffer());
        try (Descriptor from = some(convolve, n, inputs);
            Descriptor to = part(layout, convolve, row, n, inputs)) {
          operations.reorder(from, rows.address(), to, address);
        }
      }
    }
    return new PackedWeights(type, outputs, inputs, convolve, layout, address);
  }

  /** Rows of W as they are read, in the order of dimensions of what they become a part of. */
  private static Descriptor some(boolean convolve, long rows, long inputs) {
    return convolve
        ? Descriptor.dense(DataType.F32, rows, inputs, 1, 1)
        : Descriptor.strided(DataType.F32, new long[] {inputs, rows}, new long[] {1, inputs});
  }

  private static Descriptor part(
      Descriptor layout, boolean convolve, long row, long rows, long inputs) {
    return convolve
        ? layout.part(new long[] {rows, inputs, 1, 1}, new long[] {row, 0, 0, 0})
        : layout.part(new long[] {inputs, rows}, new long[] {0, row});
  }

  /**
   * The layout that the matrix multiplication wants, but for panels of 64 columns in fp32 before
   * AVX-512: half as wide they are read 1.4 times as fast by 12 rows, and no slower by any number.
   */
  static Descriptor chooseLayout(Engine engine, DataType type, long outputs, long inputs) {
    Descriptor wanted = askLayout(engine, type, outputs, inputs);
    if (!engine.beforeAvx512 || type != DataType.F32) {
      return wanted;
    }
    try (Descriptor wide = Descriptor.tagged(Dnnl.FORMAT_BA16A64B, type, inputs, outputs)) {
      if (!wanted.isSame(wide)) {
        return wanted;
      }
    }
    wanted.close();
    return Descriptor.tagged(Dnnl.FORMAT_BA16A32B, type, inputs, outputs);
  }

  /** Asks the matrix multiplication which layout it wants; nothing is run. */
  private static Descriptor askLayout(Engine engine, DataType type, long outputs, long inputs) {
    boolean quantized = type == DataType.S8;
    DataType source = quantized ? DataType.U8 : type;
    DataType destination = quantized ? DataType.F32 : type;
    try (Descriptor x = Descriptor.dense(source, TYPICAL_ROWS, inputs);
        Descriptor w = Descriptor.any(type, inputs, outputs);
        Descriptor y = Descriptor.dense(destination, TYPICAL_ROWS, outputs);
        Attributes attributes = Attributes.plain()) {
      return wanted(
          "multiply " + type + " matrices",
          p ->
              Dnnl.dnnl_matmul_primitive_desc_create(
                  p, engine.handle, x.handle, w.handle, 0, y.handle, attributes.handle));
    }
  }

  /** The same of the convolution of bytes. */
  private static Descriptor askConvolution(Engine engine, long outputs, long inputs) {
    try (Descriptor x = Descriptor.image(DataType.U8, TYPICAL_ROWS, inputs);
        Descriptor w = Descriptor.any(DataType.S8, outputs, inputs, 1, 1);
        Descriptor y = Descriptor.image(DataType.F32, TYPICAL_ROWS, outputs);
        Attributes attributes = Attributes.plain()) {
      return wanted("convolve bytes", Quantized.convolution(engine, x, w, null, y, attributes));
    }
  }

  private static Descriptor wanted(String what, Engine.Creator creator) {
    long pd = Engine.create(what, creator);
    try {
      return Descriptor.copyOf(Dnnl.dnnl_primitive_desc_query_md(pd, Dnnl.QUERY_WEIGHTS, 0));
    } finally {
      Dnnl.dnnl_primitive_desc_destroy(pd);
    }
  }

  public DataType type() {
    return type;
  }

  /** Columns of y. */
  public long outputs() {
    return outputs;
  }

  /** Columns of x. */
  public long inputs() {
    return inputs;
  }

  /** Whether they are a convolution's, see {@link Engine#convolvesBytes}. */
  boolean convolve() {
    return convolve;
  }

  Descriptor layout() {
    return layout;
  }

  long address() {
    return address;
  }
}

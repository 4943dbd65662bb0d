package io.github.albert4j.engine;

import java.nio.FloatBuffer;

/**
 * The weights of a linear map {@code y = x Wᵀ} in the layout that the matrix multiplication reads
 * fastest on this processor. Packed once, read by any number of threads.
 *
 * @since 0.1.0
 */
public final class PackedWeights {
  /**
   * Floats of the buffer through which weights pass, so that file and packed copy never both lie in
   * memory.
   */
  private static final long STAGING = 1 << 21;

  private static final int ROW_MULTIPLE = 64; // no packed block is wider

  private final DataType type;
  private final WeightLayout layout;
  private final long address;

  private PackedWeights(DataType type, WeightLayout layout, long address) {
    this.type = type;
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
    WeightLayout layout = WeightLayout.choose(engine, type, outputs, inputs);
    arena.onClose(layout::close);
    long address = arena.allocateBytes(layout.descriptor().bytes());
    long chunk = Math.min(outputs, Math.max(1, STAGING / inputs / ROW_MULTIPLE) * ROW_MULTIPLE);
    try (Arena staging = new Arena(engine);
        Operations operations = new Operations(engine)) {
      Tensor rows = staging.allocateUnset(DataType.F32, chunk, inputs);
      for (long row = 0; row < outputs; row += chunk) {
        long n = Math.min(chunk, outputs - row);
        source.read(row, n, rows.rows(n).buffer());
        try (Descriptor from = layout.source(n);
            Descriptor to = layout.part(row, n)) {
          operations.reorder(from, rows.address(), to, address);
        }
      }
    }
    return new PackedWeights(type, layout, address);
  }

  public DataType type() {
    return type;
  }

  /** Columns of y. */
  public long outputs() {
    return layout.outputs();
  }

  /** Columns of x. */
  public long inputs() {
    return layout.inputs();
  }

  WeightLayout layout() {
    return layout;
  }

  long address() {
    return address;
  }
}

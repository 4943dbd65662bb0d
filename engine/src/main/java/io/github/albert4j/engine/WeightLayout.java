package io.github.albert4j.engine;

/**
 * How the packed weights {@code W [outputs, inputs]} of a linear map lie in memory, and which kind
 * of primitive reads them.
 *
 * @param descriptor of {@code [inputs, outputs]}, or {@code [outputs, inputs, 1, 1]} for a
 *     convolution
 * @param convolution whether it is one that computes the product, of one by one over an image of
 *     {@link Descriptor#image}, see {@link Engine#convolvesBytes}; else a matrix multiplication
 */
record WeightLayout(Descriptor descriptor, boolean convolution, long outputs, long inputs)
    implements AutoCloseable {
  /** Rows of activations for which it is chosen; it serves every other number as well. */
  private static final int TYPICAL_ROWS = 128;

  private static final int CONVOLVED_MULTIPLE = 8; // the convolutions' vectors of 32-bit sums

  /** What the primitive wants, or what was measured to be faster. */
  static WeightLayout choose(Engine engine, DataType type, long outputs, long inputs) {
    boolean convolution =
        type == DataType.S8
            && engine.convolvesBytes
            && outputs % CONVOLVED_MULTIPLE == 0
            && inputs % CONVOLVED_MULTIPLE == 0;
    Descriptor descriptor =
        convolution
            ? askConvolution(engine, outputs, inputs)
            : multiplication(engine, type, outputs, inputs);
    return new WeightLayout(descriptor, convolution, outputs, inputs);
  }

  /**
   * What the matrix multiplication wants, but panels of 32 columns for panels of 64 in fp32 before
   * AVX-512: 12 rows read them 1.4 times as fast, and no number of rows slower.
   */
  private static Descriptor multiplication(
      Engine engine, DataType type, long outputs, long inputs) {
    Descriptor wanted = askMultiplication(engine, type, outputs, inputs);
    if (!engine.beforeAvx512 || type != DataType.F32) {
      return wanted;
    }
    try (Descriptor wide = Descriptor.tagged(Dnnl.FORMAT_BA16A64B, type, inputs, outputs)) {
      if (!wanted.isSame(wide)) {
        return wanted;
      }
    }
    wanted.close();
    return Descriptor.panels(type, inputs, outputs);
  }

  private static Descriptor askMultiplication(
      Engine engine, DataType type, long outputs, long inputs) {
    boolean quantized = type == DataType.S8;
    DataType source = quantized ? DataType.U8 : type;
    DataType destination = quantized ? DataType.F32 : type;
    try (Descriptor x = Descriptor.dense(source, TYPICAL_ROWS, inputs);
        Descriptor w = Descriptor.any(type, inputs, outputs);
        Descriptor y = Descriptor.dense(destination, TYPICAL_ROWS, outputs);
        Attributes attributes = Attributes.plain()) {
      return wanted(
          "multiply " + type + " matrices",
          new Multiplication(engine, x, w, null, null, attributes, y).product());
    }
  }

  private static Descriptor askConvolution(Engine engine, long outputs, long inputs) {
    try (Descriptor x = Descriptor.image(DataType.U8, TYPICAL_ROWS, inputs);
        Descriptor w = Descriptor.any(DataType.S8, outputs, inputs, 1, 1);
        Descriptor y = Descriptor.image(DataType.F32, TYPICAL_ROWS, outputs);
        Attributes attributes = Attributes.plain()) {
      return wanted(
          "convolve bytes",
          new Multiplication(engine, x, w, null, null, attributes, y).convolution());
    }
  }

  /** Asks a primitive which layout of weights it wants; nothing is run. */
  private static Descriptor wanted(String what, Engine.Creator creator) {
    long pd = Engine.create(what, creator);
    try {
      return Descriptor.copyOf(Dnnl.dnnl_primitive_desc_query_md(pd, Dnnl.QUERY_WEIGHTS, 0));
    } finally {
      Dnnl.dnnl_primitive_desc_destroy(pd);
    }
  }

  /** Some rows of W in fp32, dense, in the order of the packed dimensions. */
  Descriptor source(long rows) {
    return convolution
        ? Descriptor.dense(DataType.F32, rows, inputs, 1, 1)
        : Descriptor.strided(DataType.F32, new long[] {inputs, rows}, new long[] {1, inputs});
  }

  /** Where these rows are in the packed weights. */
  Descriptor part(long row, long rows) {
    return convolution
        ? descriptor.part(new long[] {rows, inputs, 1, 1}, new long[] {row, 0, 0, 0})
        : descriptor.part(new long[] {inputs, rows}, new long[] {0, row});
  }

  /** Dense rows of activations, as the primitive sees them: {@code [rows, columns]}. */
  Descriptor rows(DataType type, long rows, long columns) {
    return convolution
        ? Descriptor.image(type, rows, columns)
        : Descriptor.dense(type, rows, columns);
  }

  /** The bias in fp32, likewise: {@code [outputs]}. */
  Descriptor bias() {
    return convolution
        ? Descriptor.dense(DataType.F32, outputs)
        : Descriptor.dense(DataType.F32, 1, outputs);
  }

  @Override
  public void close() {
    descriptor.close();
  }
}

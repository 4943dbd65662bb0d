package io.github.albert4j.engine;

import org.jspecify.annotations.Nullable;

/** Products of two matrices, or of many at once, that lie in memory as {@link Strided} says. */
final class Products {
  private final Kernels kernels;
  private final Engine engine;

  Products(Kernels kernels) {
    this.kernels = kernels;
    this.engine = kernels.engine;
  }

  /** {@code c = factor · a b}. */
  void multiply(Strided a, Strided b, float factor, Strided c) {
    if (isRowOfMany(c)) {
      kernels.run(() -> multiplyRows(a, b, factor, c));
    } else {
      multiply(a, b, factor, null, null, false, c);
    }
  }

  /** Whether c has many matrices of one row each, as the attention of single tokens. */
  private static boolean isRowOfMany(Strided c) {
    return c.sizes().length == 4 && c.sizes()[2] == 1;
  }

  /** Such products are wrong in the library (oneDNN 3.11), and small: they are summed here. */
  private static void multiplyRows(Strided a, Strided b, float factor, Strided c) {
    for (long i = 0; i < c.sizes()[0]; i++) {
      for (long j = 0; j < c.sizes()[1]; j++) {
        for (long column = 0; column < c.sizes()[3]; column++) {
          float sum = 0;
          for (long k = 0; k < a.sizes()[3]; k++) {
            sum += a.read(i, j, 0, k) * b.read(i, j, k, column);
          }
          c.write(factor * sum, i, j, 0, column);
        }
      }
    }
  }

  /** {@code c = a b + bias + residual}. */
  void multiply(Strided a, Strided b, @Nullable Tensor bias, @Nullable Tensor residual, Strided c) {
    multiply(a, b, 1, bias, residual, false, c);
  }

  /** {@code c += a b}. */
  void multiplyAdd(Strided a, Strided b, Strided c) {
    multiply(a, b, 1, null, null, true, c);
  }

  /** Sizes from which a product is worth bringing its right operand into panels. */
  private static final int WORTH_PANELS = 64;

  /**
   * Before AVX-512 a product in fp32 whose right operand lies in rows runs at 65 to 85 % of the
   * speed that it has with panels, and at half where these rows are a multiple of 4 KiB apart, as
   * the activations of 1,024 or 3,072 numbers are: then they all fall into the same few lines of
   * the first cache. Bringing them into panels is a copy, 1 to 5 % of the product.
   */
  private boolean isWorthPanels(Strided a, Strided b) {
    return engine.beforeAvx512
        && b.tensor().type() == DataType.F32
        && b.sizes().length == 2
        && Math.min(a.sizes()[0], Math.min(b.sizes()[0], b.sizes()[1])) >= WORTH_PANELS
        && !kernels.isRecorded();
  }

  private record PanelsKey(Layout rows) {}

  /** Copies a matrix into panels, and tells where. */
  private long copyIntoPanels(Layout rows, long address) {
    Call copy = kernels.call(new PanelsKey(rows), this::makeCopyIntoPanels);
    long panels = kernels.panels(rows.bytesInPanels());
    kernels.run(copy.bind(0, address).bind(1, panels));
    return panels;
  }

  private Call makeCopyIntoPanels(PanelsKey key) {
    try (Descriptor rows = key.rows.descriptor();
        Descriptor panels = key.rows.inPanels().descriptor()) {
      return Call.reorder(engine, "bring a matrix into panels", rows, panels);
    }
  }

  private record MatmulKey(
      Layout a,
      Layout b,
      float factor,
      @Nullable DataType bias,
      @Nullable DataType residual,
      boolean accumulate,
      Layout c) {
    @Override
    public boolean equals(Object other) {
      return other instanceof MatmulKey k
          && a.equals(k.a)
          && b.equals(k.b)
          && c.equals(k.c)
          && factor == k.factor
          && bias == k.bias
          && residual == k.residual
          && accumulate == k.accumulate;
    }

    @Override
    public int hashCode() {
      return 31 * (31 * a.hashCode() + b.hashCode()) + c.hashCode();
    }
  }

  /**
   * @param bias {@code [columns of c]}, or null
   * @param residual of c's sizes, dense, or null
   */
  private void multiply(
      Strided a,
      Strided b,
      float factor,
      @Nullable Tensor bias,
      @Nullable Tensor residual,
      boolean accumulate,
      Strided c) {
    Layout right = Layout.of(b);
    long rightAddress = b.address();
    if (isWorthPanels(a, b)) {
      rightAddress = copyIntoPanels(right, rightAddress);
      right = right.inPanels();
    }
    MatmulKey key =
        new MatmulKey(
            Layout.of(a),
            right,
            factor,
            bias == null ? null : bias.type(),
            residual == null ? null : residual.type(),
            accumulate,
            Layout.of(c));
    Call call = kernels.call(key, this::makeMatmul);
    kernels.run(
        Multiplication.bind(call, a.address(), rightAddress, null, bias, residual, c.address()));
  }

  private Call makeMatmul(MatmulKey key) {
    long columns = key.c.sizes().get(key.c.sizes().size() - 1);
    try (Descriptor a = key.a.descriptor();
        Descriptor b = key.b.descriptor();
        Descriptor bias = key.bias == null ? null : Descriptor.dense(key.bias, 1, columns);
        Descriptor residual =
            key.residual == null ? null : key.c.withType(key.residual).descriptor();
        Descriptor c = key.c.descriptor();
        Attributes attributes = Attributes.of(key.factor, residual, key.accumulate)) {
      Multiplication multiplication = new Multiplication(engine, a, b, null, bias, attributes, c);
      return multiplication.make("multiply matrices", multiplication.product());
    }
  }
}

package io.github.albert4j.engine;

/** The softmax of each row of {@code [rows, columns]}, and its derivative. */
final class Softmax {
  private final Kernels kernels;
  private final Engine engine;

  Softmax(Kernels kernels) {
    this.kernels = kernels;
    this.engine = kernels.engine;
  }

  private record ForwardKey(long rows, long columns, DataType source, DataType destination) {
    @Override
    public boolean equals(Object other) {
      return other instanceof ForwardKey k
          && rows == k.rows
          && columns == k.columns
          && source == k.source
          && destination == k.destination;
    }

    @Override
    public int hashCode() {
      return 31 * Long.hashCode(rows) + Long.hashCode(columns);
    }
  }

  /** {@code y = softmax(x)}; x and y may be the same. */
  void forward(Tensor x, Tensor y) {
    ForwardKey key = new ForwardKey(x.size(0), x.size(1), x.type(), y.type());
    kernels.run(kernels.call(key, this::makeForward).bindAll(x.address(), y.address()));
  }

  private Call makeForward(ForwardKey key) {
    try (Descriptor x = Descriptor.dense(key.source, key.rows, key.columns);
        Descriptor y = Descriptor.dense(key.destination, key.rows, key.columns);
        Attributes attributes = Attributes.plain()) {
      return new Call.Builder(engine)
          .argument(Dnnl.ARG_SRC, x)
          .argument(Dnnl.ARG_DST, y)
          .build(
              "compute a softmax",
              p ->
                  Dnnl.dnnl_softmax_forward_primitive_desc_create(
                      p,
                      engine.handle,
                      Dnnl.FORWARD_INFERENCE,
                      Dnnl.SOFTMAX_ACCURATE,
                      x.handle,
                      y.handle,
                      1,
                      attributes.handle));
    }
  }

  private record BackwardKey(long rows, long columns, DataType type) {}

  /** {@code dx = y ⊙ (dy - Σ y ⊙ dy)}; dx may be dy. */
  void backward(Tensor y, Tensor dy, Tensor dx) {
    assert y.type() == dy.type() && y.type() == dx.type() : y + ", " + dy + ", " + dx;
    if (goesInSteps(y)) {
      backwardInSteps(y, dy, dx);
      return;
    }
    BackwardKey key = new BackwardKey(y.size(0), y.size(1), y.type());
    kernels.run(
        kernels.call(key, this::makeBackward).bindAll(y.address(), dy.address(), dx.address()));
  }

  private Call makeBackward(BackwardKey key) {
    try (Descriptor y = Descriptor.dense(key.type, key.rows, key.columns);
        Attributes attributes = Attributes.plain()) {
      return new Call.Builder(engine)
          .argument(Dnnl.ARG_DST, y)
          .argument(Dnnl.ARG_DIFF_DST, y)
          .argument(Dnnl.ARG_DIFF_SRC, y)
          .build(
              "differentiate a softmax",
              p ->
                  Dnnl.dnnl_softmax_backward_primitive_desc_create(
                      p,
                      engine.handle,
                      Dnnl.SOFTMAX_ACCURATE,
                      y.handle,
                      y.handle,
                      y.handle,
                      1,
                      0,
                      attributes.handle));
    }
  }

  /** Not where a row has nothing to sum, or more than a block holds. */
  private boolean goesInSteps(Tensor y) {
    return engine.beforeAvx512
        && y.type() == DataType.F32
        && y.size(1) > 1
        && y.size(1) <= Kernels.BLOCK;
  }

  /** The same in three steps, for as many rows at a time as a block holds. */
  private void backwardInSteps(Tensor y, Tensor dy, Tensor dx) {
    long columns = y.size(1);
    long most = Kernels.BLOCK / columns;
    long products = kernels.block(0);
    long sums = kernels.block(1);
    for (long done = 0; done < y.size(0); done += most) {
      long rows = Math.min(most, y.size(0) - done);
      long yAt = y.address(done * columns);
      long dyAt = dy.address(done * columns);
      kernels.run(
          kernels
              .call(new ProductKey(rows * columns), this::makeProduct)
              .bindAll(yAt, dyAt, products));
      kernels.run(kernels.call(new SumKey(rows, columns), this::makeSum).bindAll(products, sums));
      kernels.run(
          kernels
              .call(new DifferenceKey(rows, columns), this::makeDifference)
              .bindAll(dyAt, sums, yAt, dx.address(done * columns)));
    }
  }

  private record ProductKey(long elements) {}

  /** {@code y ⊙ dy}. */
  private Call makeProduct(ProductKey key) {
    try (Descriptor y = Descriptor.dense(DataType.F32, 1, key.elements);
        Attributes attributes = Attributes.plain()) {
      return Call.binary(engine, "multiply two tensors", Dnnl.BINARY_MUL, y, y, attributes, y);
    }
  }

  private record SumKey(long rows, long columns) {}

  /** The sum of each row. */
  private Call makeSum(SumKey key) {
    try (Descriptor x = Descriptor.dense(DataType.F32, key.rows, key.columns);
        Descriptor sums = Descriptor.dense(DataType.F32, key.rows, 1);
        Attributes attributes = Attributes.plain()) {
      return new Call.Builder(engine)
          .argument(Dnnl.ARG_SRC, x)
          .argument(Dnnl.ARG_DST, sums)
          .build(
              "sum rows",
              p ->
                  Dnnl.dnnl_reduction_primitive_desc_create(
                      p,
                      engine.handle,
                      Dnnl.REDUCTION_SUM,
                      x.handle,
                      sums.handle,
                      0,
                      0,
                      attributes.handle));
    }
  }

  private record DifferenceKey(long rows, long columns) {}

  /** {@code (dy - sums) ⊙ y}; the rows are channels to the library, which is fast at those. */
  private Call makeDifference(DifferenceKey key) {
    try (Descriptor dy = Descriptor.dense(DataType.F32, 1, key.rows, key.columns);
        Descriptor sums = Descriptor.dense(DataType.F32, 1, key.rows, 1);
        Attributes attributes = Attributes.plain().multiply(dy)) {
      return Call.binary(
          engine, "differentiate a softmax", Dnnl.BINARY_SUB, dy, sums, attributes, dy);
    }
  }
}

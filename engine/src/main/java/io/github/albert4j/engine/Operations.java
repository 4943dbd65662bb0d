package io.github.albert4j.engine;

import org.jspecify.annotations.Nullable;

/**
 * The operations, for one thread: it keeps a stream, scratch memory and the primitives of the
 * shapes seen last, because making a primitive compiles machine code (milliseconds) and running one
 * does not.
 *
 * @since 0.1.0
 */
public final class Operations implements AutoCloseable {
  /** Primitives kept, unless the caller says otherwise. */
  public static final int CAPACITY = 512;

  private final Engine engine;
  final Kernels kernels;

  public Operations(Engine engine) {
    this(engine, CAPACITY);
  }

  /**
   * @param capacity shapes whose primitives are kept; the least recently used makes room
   */
  public Operations(Engine engine, int capacity) {
    this.engine = engine;
    this.kernels = new Kernels(engine, capacity);
  }

  private record LinearKey(
      long rows,
      PackedWeights weights,
      DataType source,
      @Nullable DataType bias,
      Epilogue epilogue,
      @Nullable DataType residual,
      DataType destination) {}

  /**
   * {@code y = epilogue(x Wᵀ + bias) + residual}.
   *
   * @param x {@code [rows, inputs]}
   * @param bias {@code [outputs]} in fp32, or null
   * @param residual {@code [rows, outputs]}, or null; not the same memory as y
   * @param y {@code [rows, outputs]}
   */
  public void linear(
      Tensor x,
      PackedWeights weights,
      @Nullable Tensor bias,
      Epilogue epilogue,
      @Nullable Tensor residual,
      Tensor y) {
    assert x.size(1) == weights.inputs() && y.size(1) == weights.outputs() : x + " to " + y;
    if (activatesAfter(epilogue, residual, y)) {
      linear(x, weights, bias, Epilogue.NONE, null, y);
      activate(epilogue, y, y);
      return;
    }
    LinearKey key =
        new LinearKey(
            x.size(0),
            weights,
            x.type(),
            bias == null ? null : bias.type(),
            epilogue,
            residual == null ? null : residual.type(),
            y.type());
    Call call = kernels.call(key, this::makeLinear);
    int slot = 0;
    call.bind(slot++, x.address()).bind(slot++, weights.address());
    if (bias != null) {
      call.bind(slot++, bias.address());
    }
    if (residual != null) {
      call.bind(slot++, residual.address());
    }
    kernels.run(call.bind(slot, y.address()));
  }

  /** Whether a product is better stored as it is, and activated then. */
  boolean activatesAfter(Epilogue epilogue, @Nullable Tensor residual, Tensor y) {
    return engine.activatesApart
        && epilogue.isCostly()
        && residual == null
        && y.type() == DataType.F32;
  }

  private Call makeLinear(LinearKey key) {
    PackedWeights weights = key.weights;
    try (Descriptor x = Descriptor.dense(key.source, key.rows, weights.inputs());
        Descriptor bias =
            key.bias == null ? null : Descriptor.dense(key.bias, 1, weights.outputs());
        Descriptor residual =
            key.residual == null
                ? null
                : Descriptor.dense(key.residual, key.rows, weights.outputs());
        Descriptor y = Descriptor.dense(key.destination, key.rows, weights.outputs());
        Attributes attributes = Attributes.of(key.epilogue, residual)) {
      Call.Builder builder =
          new Call.Builder(engine)
              .argument(Dnnl.ARG_SRC, x)
              .argument(Dnnl.ARG_WEIGHTS, weights.layout());
      if (bias != null) {
        builder.argument(Dnnl.ARG_BIAS, bias);
      }
      if (residual != null) {
        builder.argument(Dnnl.argPostOp(key.epilogue == Epilogue.NONE ? 0 : 1), residual);
      }
      return builder
          .argument(Dnnl.ARG_DST, y)
          .build(
              "multiply " + key.source + " matrices",
              p ->
                  Dnnl.dnnl_matmul_primitive_desc_create(
                      p,
                      engine.handle,
                      x.handle,
                      weights.layout().handle,
                      bias == null ? 0 : bias.handle,
                      y.handle,
                      attributes.handle));
    }
  }

  private record ActivationKey(long rows, long columns, DataType type, Epilogue function) {}

  /** {@code y = f(x)} for each element of {@code [rows, columns]}; x and y may be the same. */
  public void activate(Epilogue function, Tensor x, Tensor y) {
    assert x.type() == y.type() : x + " to " + y;
    if (function == Epilogue.GELU_TANH && engine.activatesApart && y.type() == DataType.F32) {
      geluTanh(x, y);
      return;
    }
    ActivationKey key = new ActivationKey(y.size(0), y.size(1), y.type(), function);
    Call call = kernels.call(key, this::makeActivation);
    kernels.run(call.bind(0, x.address()).bind(1, y.address()));
  }

  private Call makeActivation(ActivationKey key) {
    try (Descriptor y = Descriptor.dense(key.type, key.rows, key.columns);
        Attributes attributes = Attributes.plain()) {
      return new Call.Builder(engine)
          .argument(Dnnl.ARG_SRC, y)
          .argument(Dnnl.ARG_DST, y)
          .build(
              "compute " + key.function,
              p ->
                  Dnnl.dnnl_eltwise_forward_primitive_desc_create(
                      p,
                      engine.handle,
                      Dnnl.FORWARD_INFERENCE,
                      key.function.algorithm,
                      y.handle,
                      y.handle,
                      key.function.alpha,
                      key.function.beta,
                      attributes.handle));
    }
  }

  private record GeluTanhKey(long rows, long columns) {}

  /**
   * {@code x (1 + tanh(z / 2)) / 2 = x σ(z)} with {@code z = √(8/π) (x + 0.044715 x³)}: oneDNN's
   * code for x86 before AVX-512 looks a tanh up in tables, and computes σ in a third of the time.
   */
  private void geluTanh(Tensor x, Tensor y) {
    Call call = kernels.call(new GeluTanhKey(y.size(0), y.size(1)), this::makeGeluTanh);
    long address = x.address();
    kernels.run(
        call.bind(0, address)
            .bind(1, address)
            .bind(2, address)
            .bind(3, address)
            .bind(4, y.address()));
  }

  private Call makeGeluTanh(GeluTanhKey key) {
    try (Descriptor x = Descriptor.dense(DataType.F32, key.rows, key.columns);
        Attributes attributes = Attributes.geluTanhOfSquare(x)) {
      return new Call.Builder(engine)
          .argument(Dnnl.ARG_SRC, x)
          .argument(Dnnl.ARG_SRC_1, x)
          .argument(Dnnl.argPostOp(1), x)
          .argument(Dnnl.argPostOp(3), x)
          .argument(Dnnl.ARG_DST, x)
          .build(
              "compute GELU_TANH",
              p ->
                  Dnnl.dnnl_binary_primitive_desc_create(
                      p,
                      engine.handle,
                      Dnnl.BINARY_MUL,
                      x.handle,
                      x.handle,
                      x.handle,
                      attributes.handle));
    }
  }

  /** {@code c = a b} over the last two dimensions, for each index of those before. */
  public void matmul(Strided a, Strided b, Strided c) {
    matmul(a, b, 1, c);
  }

  /** {@code c = factor · a b}. */
  public void matmul(Strided a, Strided b, float factor, Strided c) {
    if (isRowOfMany(c)) {
      run(() -> multiplyRows(a, b, factor, c));
    } else {
      matmul(a, b, factor, null, null, false, c);
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
  public void matmul(
      Strided a, Strided b, @Nullable Tensor bias, @Nullable Tensor residual, Strided c) {
    matmul(a, b, 1, bias, residual, false, c);
  }

  /** {@code c += a b}. */
  public void matmulAdd(Strided a, Strided b, Strided c) {
    matmul(a, b, 1, null, null, true, c);
  }

  private record MatmulKey(
      Layout a,
      Layout b,
      float factor,
      @Nullable DataType bias,
      @Nullable DataType residual,
      boolean accumulate,
      Layout c) {}

  /**
   * @param bias {@code [columns of c]}, or null
   * @param residual of c's sizes, dense, or null
   */
  private void matmul(
      Strided a,
      Strided b,
      float factor,
      @Nullable Tensor bias,
      @Nullable Tensor residual,
      boolean accumulate,
      Strided c) {
    MatmulKey key =
        new MatmulKey(
            Layout.of(a),
            Layout.of(b),
            factor,
            bias == null ? null : bias.type(),
            residual == null ? null : residual.type(),
            accumulate,
            Layout.of(c));
    Call call = kernels.call(key, this::makeMatmul);
    int slot = 0;
    call.bind(slot++, a.address()).bind(slot++, b.address());
    if (bias != null) {
      call.bind(slot++, bias.address());
    }
    if (residual != null) {
      call.bind(slot++, residual.address());
    }
    kernels.run(call.bind(slot, c.address()));
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
      Call.Builder builder =
          new Call.Builder(engine).argument(Dnnl.ARG_SRC, a).argument(Dnnl.ARG_WEIGHTS, b);
      if (bias != null) {
        builder.argument(Dnnl.ARG_BIAS, bias);
      }
      if (residual != null) {
        builder.argument(Dnnl.argPostOp(key.factor == 1 ? 0 : 1), residual);
      }
      return builder
          .argument(Dnnl.ARG_DST, c)
          .build(
              "multiply matrices",
              p ->
                  Dnnl.dnnl_matmul_primitive_desc_create(
                      p,
                      engine.handle,
                      a.handle,
                      b.handle,
                      bias == null ? 0 : bias.handle,
                      c.handle,
                      attributes.handle));
    }
  }

  private record SoftmaxKey(long rows, long columns, DataType source, DataType destination) {}

  /**
   * {@code y = softmax(x)} over each row of {@code [rows, columns]}; x and y may be the same
   * tensor.
   */
  public void softmax(Tensor x, Tensor y) {
    SoftmaxKey key = new SoftmaxKey(x.size(0), x.size(1), x.type(), y.type());
    Call call = kernels.call(key, this::makeSoftmax);
    kernels.run(call.bind(0, x.address()).bind(1, y.address()));
  }

  private Call makeSoftmax(SoftmaxKey key) {
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

  private record LayerNormKey(
      long rows, long columns, float epsilon, DataType source, DataType destination) {}

  /**
   * {@code y = (x - mean(x)) / √(variance(x) + ε) · γ + β} for each row of {@code [rows, columns]}.
   */
  public void layerNorm(Tensor x, Tensor gamma, Tensor beta, float epsilon, Tensor y) {
    LayerNormKey key = new LayerNormKey(x.size(0), x.size(1), epsilon, x.type(), y.type());
    Call call = kernels.call(key, this::makeLayerNorm);
    kernels.run(
        call.bind(0, x.address())
            .bind(1, gamma.address())
            .bind(2, beta.address())
            .bind(3, y.address()));
  }

  private Call makeLayerNorm(LayerNormKey key) {
    try (Descriptor x = Descriptor.dense(key.source, key.rows, key.columns);
        Descriptor scale = Descriptor.dense(DataType.F32, key.columns);
        Descriptor y = Descriptor.dense(key.destination, key.rows, key.columns);
        Attributes attributes = Attributes.plain()) {
      return new Call.Builder(engine)
          .argument(Dnnl.ARG_SRC, x)
          .argument(Dnnl.ARG_SCALE, scale)
          .argument(Dnnl.ARG_SHIFT, scale)
          .argument(Dnnl.ARG_DST, y)
          .build(
              "normalise a layer",
              p ->
                  Dnnl.dnnl_layer_normalization_forward_primitive_desc_create(
                      p,
                      engine.handle,
                      Dnnl.FORWARD_INFERENCE,
                      x.handle,
                      y.handle,
                      0,
                      key.epsilon,
                      Dnnl.USE_SCALE | Dnnl.USE_SHIFT,
                      attributes.handle));
    }
  }

  /** Copies from one layout and type to another; made for loading, so the primitive is not kept. */
  void reorder(Descriptor from, long source, Descriptor to, long destination) {
    try (Attributes attributes = Attributes.plain();
        Call call =
            new Call.Builder(engine)
                .argument(Dnnl.ARG_SRC, from)
                .argument(Dnnl.ARG_DST, to)
                .build(
                    "pack weights",
                    p ->
                        Dnnl.dnnl_reorder_primitive_desc_create(
                            p,
                            from.handle,
                            engine.handle,
                            to.handle,
                            engine.handle,
                            attributes.handle))) {
      kernels.run(call.bind(0, source).bind(1, destination));
    }
  }

  /** Runs work in Java that stands among the operations, and that a recording shall repeat. */
  public void run(Runnable work) {
    kernels.run(work);
  }

  /**
   * Work to be run again and again over the same tensors; it begins with {@link Recording#run}.
   *
   * @param work operations of this object
   */
  public Recording record(Runnable work) {
    return new Recording(kernels, work);
  }

  /** Primitives made so far, for shapes that were new or had made room. Any thread may ask. */
  public long primitivesMade() {
    return kernels.made();
  }

  /** Primitives kept for the shapes seen last. Any thread may ask. */
  public int primitivesKept() {
    return kernels.kept();
  }

  /** Bytes of scratch memory held. */
  public long scratchBytes() {
    return kernels.scratchBytes();
  }

  @Override
  public void close() {
    kernels.close();
  }
}

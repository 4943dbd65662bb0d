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
  final Activations activations;
  final Softmax softmax;
  private final Products products;

  public Operations(Engine engine) {
    this(engine, CAPACITY);
  }

  /**
   * @param capacity shapes whose primitives are kept; the least recently used makes room
   */
  public Operations(Engine engine, int capacity) {
    this.engine = engine;
    this.kernels = new Kernels(engine, capacity);
    this.activations = new Activations(kernels);
    this.softmax = new Softmax(kernels);
    this.products = new Products(kernels);
  }

  private record LinearKey(
      long rows,
      PackedWeights weights,
      DataType source,
      @Nullable DataType bias,
      Epilogue epilogue,
      @Nullable DataType residual,
      DataType destination) {
    @Override
    public boolean equals(Object other) {
      return other instanceof LinearKey k
          && rows == k.rows
          && weights == k.weights
          && source == k.source
          && bias == k.bias
          && epilogue == k.epilogue
          && residual == k.residual
          && destination == k.destination;
    }

    @Override
    public int hashCode() {
      return 31 * Long.hashCode(rows) + weights.hashCode();
    }
  }

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
    kernels.run(
        Multiplication.bind(
            call, x.address(), weights.address(), null, bias, residual, y.address()));
  }

  /** Whether a product is better stored as it is, and activated then. */
  boolean activatesAfter(Epilogue epilogue, @Nullable Tensor residual, Tensor y) {
    return engine.beforeAvx512
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
      Multiplication multiplication =
          new Multiplication(engine, x, weights.layout().descriptor(), null, bias, attributes, y);
      return multiplication.make("multiply " + key.source + " matrices", multiplication.product());
    }
  }

  /** {@code y = f(x)} for each element of {@code [rows, columns]}; x and y may be the same. */
  public void activate(Epilogue function, Tensor x, Tensor y) {
    activations.forward(function, x, y);
  }

  /** {@code c = a b} over the last two dimensions, for each index of those before. */
  public void matmul(Strided a, Strided b, Strided c) {
    products.multiply(a, b, 1, c);
  }

  /** {@code c = factor · a b}. */
  public void matmul(Strided a, Strided b, float factor, Strided c) {
    products.multiply(a, b, factor, c);
  }

  /** {@code c = a b + bias + residual}. */
  public void matmul(
      Strided a, Strided b, @Nullable Tensor bias, @Nullable Tensor residual, Strided c) {
    products.multiply(a, b, bias, residual, c);
  }

  /** {@code c += a b}. */
  public void matmulAdd(Strided a, Strided b, Strided c) {
    products.multiplyAdd(a, b, c);
  }

  /**
   * {@code y = softmax(x)} over each row of {@code [rows, columns]}; x and y may be the same
   * tensor.
   */
  public void softmax(Tensor x, Tensor y) {
    softmax.forward(x, y);
  }

  private record LayerNormKey(
      long rows, long columns, float epsilon, DataType source, DataType destination) {
    @Override
    public boolean equals(Object other) {
      return other instanceof LayerNormKey k
          && rows == k.rows
          && columns == k.columns
          && epsilon == k.epsilon
          && source == k.source
          && destination == k.destination;
    }

    @Override
    public int hashCode() {
      return 31 * Long.hashCode(rows) + Long.hashCode(columns);
    }
  }

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
    try (Call call = Call.reorder(engine, "pack weights", from, to)) {
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

  /**
   * Bytes of scratch memory that training comes to hold on this processor, beside the little that
   * the library asks for itself.
   *
   * @param largest elements of the largest right operand of a product
   */
  public static long scratchBytes(Engine engine, DataType type, long largest) {
    return engine.beforeAvx512 && type == DataType.F32
        ? Kernels.BLOCK_BYTES + Float.BYTES * largest
        : 0;
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

package io.github.albert4j.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The operations, for one thread: it keeps a stream, scratch memory and the primitives of the
 * shapes seen last, because making a primitive compiles machine code (milliseconds) and running one
 * does not.
 *
 * @since 0.1.0
 */
public final class Operations implements AutoCloseable {
  /** Primitives kept; the least recently used makes room. */
  static final int CAPACITY = 512;

  private final Engine engine;
  private final long stream;
  private final Calls calls = new Calls();
  private Arena scratchArena;
  private long scratch;
  private long scratchBytes;

  public Operations(Engine engine) {
    this.engine = engine;
    this.scratchArena = new Arena(engine);
    this.stream =
        Engine.create(
            "create a stream", p -> Dnnl.dnnl_stream_create(p, engine.handle, Dnnl.STREAM_DEFAULT));
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
    if (engine.activatesApart
        && epilogue.isCostly()
        && residual == null
        && y.type() == DataType.F32) {
      linear(x, weights, bias, Epilogue.NONE, null, y);
      activate(epilogue, y);
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
    Call call = calls.get(key);
    if (call == null) {
      calls.put(key, call = makeLinear(key));
    }
    int slot = 0;
    call.bind(slot++, x.address()).bind(slot++, weights.address());
    if (bias != null) {
      call.bind(slot++, bias.address());
    }
    if (residual != null) {
      call.bind(slot++, residual.address());
    }
    run(call.bind(slot, y.address()));
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
        Attributes attributes = new Attributes(key.epilogue, residual)) {
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

  private record ActivationKey(long rows, long columns, Epilogue function) {}

  /** {@code y = f(y)} for each element of {@code [rows, columns]} in fp32. */
  private void activate(Epilogue function, Tensor y) {
    ActivationKey key = new ActivationKey(y.size(0), y.size(1), function);
    Call call = calls.get(key);
    if (call == null) {
      calls.put(key, call = makeActivation(key));
    }
    run(call.bind(0, y.address()).bind(1, y.address()));
  }

  private Call makeActivation(ActivationKey key) {
    try (Descriptor y = Descriptor.dense(DataType.F32, key.rows, key.columns);
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

  private record MatmulKey(Layout a, Layout b, Layout c) {}

  /** {@code c = a b} over the last two dimensions, for each index of those before. */
  public void matmul(Strided a, Strided b, Strided c) {
    MatmulKey key = new MatmulKey(Layout.of(a), Layout.of(b), Layout.of(c));
    Call call = calls.get(key);
    if (call == null) {
      calls.put(key, call = makeMatmul(key));
    }
    run(call.bind(0, a.address()).bind(1, b.address()).bind(2, c.address()));
  }

  private Call makeMatmul(MatmulKey key) {
    try (Descriptor a = key.a.descriptor();
        Descriptor b = key.b.descriptor();
        Descriptor c = key.c.descriptor();
        Attributes attributes = Attributes.plain()) {
      return new Call.Builder(engine)
          .argument(Dnnl.ARG_SRC, a)
          .argument(Dnnl.ARG_WEIGHTS, b)
          .argument(Dnnl.ARG_DST, c)
          .build(
              "multiply batches of matrices",
              p ->
                  Dnnl.dnnl_matmul_primitive_desc_create(
                      p, engine.handle, a.handle, b.handle, 0, c.handle, attributes.handle));
    }
  }

  private record SoftmaxKey(long rows, long columns, DataType source, DataType destination) {}

  /**
   * {@code y = softmax(x)} over each row of {@code [rows, columns]}; x and y may be the same
   * tensor.
   */
  public void softmax(Tensor x, Tensor y) {
    SoftmaxKey key = new SoftmaxKey(x.size(0), x.size(1), x.type(), y.type());
    Call call = calls.get(key);
    if (call == null) {
      calls.put(key, call = makeSoftmax(key));
    }
    run(call.bind(0, x.address()).bind(1, y.address()));
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
    Call call = calls.get(key);
    if (call == null) {
      calls.put(key, call = makeLayerNorm(key));
    }
    run(
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
      run(call.bind(0, source).bind(1, destination));
    }
  }

  private void run(Call call) {
    if (call.scratchBytes > scratchBytes) {
      scratchArena.close();
      scratchArena = new Arena(engine);
      scratch = scratchArena.allocateBytes(call.scratchBytes);
      scratchBytes = call.scratchBytes;
    }
    call.execute(stream, scratch);
  }

  /** Bytes of scratch memory held. */
  public long scratchBytes() {
    return scratchBytes;
  }

  @Override
  public void close() {
    calls.values().forEach(Call::close);
    calls.clear();
    scratchArena.close();
    Dnnl.dnnl_stream_destroy(stream);
  }

  /** Sizes and strides as a key. */
  private record Layout(DataType type, java.util.List<Long> sizes, java.util.List<Long> strides) {
    static Layout of(Strided view) {
      return new Layout(view.tensor().type(), boxed(view.sizes()), boxed(view.strides()));
    }

    private static java.util.List<Long> boxed(long[] values) {
      Long[] boxes = new Long[values.length];
      for (int i = 0; i < values.length; i++) {
        boxes[i] = values[i];
      }
      return java.util.List.of(boxes);
    }

    Descriptor descriptor() {
      return Descriptor.strided(type, unboxed(sizes), unboxed(strides));
    }

    private static long[] unboxed(java.util.List<Long> values) {
      return values.stream().mapToLong(v -> v).toArray();
    }
  }

  /** A least-recently-used cache that frees what it drops. */
  private static final class Calls extends LinkedHashMap<Object, Call> {
    Calls() {
      super(64, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Object, Call> eldest) {
      if (size() <= CAPACITY) {
        return false;
      }
      eldest.getValue().close();
      return true;
    }
  }
}

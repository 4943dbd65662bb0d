package io.github.albert4j.engine;

import org.jspecify.annotations.Nullable;

/**
 * A primitive that multiplies by a matrix, by what it reads and writes: x, w, the scales and the
 * bias if it has them, what the operations that follow read, and y. That is its arguments' order.
 *
 * @param attributes with the operations that follow
 */
record Multiplication(
    Engine engine,
    Descriptor x,
    Descriptor w,
    @Nullable Descriptor scales,
    @Nullable Descriptor bias,
    Attributes attributes,
    Descriptor y) {

  /** Of matrices. */
  Engine.Creator product() {
    return p ->
        Dnnl.dnnl_matmul_primitive_desc_create(
            p, engine.handle, x.handle, w.handle, biasHandle(), y.handle, attributes.handle);
  }

  /** The same product, of the pixels of images with a convolution of one by one. */
  Engine.Creator convolution() {
    return p ->
        Dnnl.dnnl_convolution_forward_primitive_desc_create(
            p,
            engine.handle,
            Dnnl.FORWARD_INFERENCE,
            Dnnl.CONVOLUTION_DIRECT,
            x.handle,
            w.handle,
            biasHandle(),
            y.handle,
            new long[] {1, 1},
            new long[2],
            new long[2],
            new long[2],
            attributes.handle);
  }

  private long biasHandle() {
    return bias == null ? 0 : bias.handle;
  }

  /**
   * Makes it.
   *
   * @param creator {@link #product} or {@link #convolution}
   */
  Call make(String what, Engine.Creator creator) {
    Call.Builder builder =
        new Call.Builder(engine).argument(Dnnl.ARG_SRC, x).argument(Dnnl.ARG_WEIGHTS, w);
    if (scales != null) {
      builder.argument(Dnnl.ARG_SCALES | Dnnl.ARG_WEIGHTS, scales);
    }
    if (bias != null) {
      builder.argument(Dnnl.ARG_BIAS, bias);
    }
    return builder.operands(attributes).argument(Dnnl.ARG_DST, y).build(what, creator);
  }

  /** Points it at tensors; those that it does not have are null. */
  static Call bind(
      Call call,
      long x,
      long w,
      @Nullable Tensor scales,
      @Nullable Tensor bias,
      @Nullable Tensor residual,
      long y) {
    int slot = 0;
    call.bind(slot++, x).bind(slot++, w);
    if (scales != null) {
      call.bind(slot++, scales.address());
    }
    if (bias != null) {
      call.bind(slot++, bias.address());
    }
    if (residual != null) {
      call.bind(slot++, residual.address());
    }
    return call.bind(slot, y);
  }
}

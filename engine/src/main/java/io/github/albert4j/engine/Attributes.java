package io.github.albert4j.engine;

import org.jspecify.annotations.Nullable;

/**
 * A {@code dnnl_primitive_attr_t}: scratch memory is ours, and what follows a multiplication is
 * fused into it.
 */
final class Attributes implements AutoCloseable {
  private static final int LINEAR = 38; // dnnl_eltwise_linear: alpha x + beta

  // A mask has a bit for each dimension.
  private static final int FIRST_DIMENSION = 1;
  private static final int SECOND_DIMENSION = 1 << 1;

  final long handle;
  private final long postOps;

  private Attributes() {
    handle = Engine.create("create attributes", Dnnl::dnnl_primitive_attr_create);
    Dnnl.check(
        Dnnl.dnnl_primitive_attr_set_scratchpad_mode(handle, Dnnl.SCRATCHPAD_USER),
        "take scratch memory");
    postOps = Engine.create("create post-ops", Dnnl::dnnl_post_ops_create);
  }

  /** Nothing follows. */
  static Attributes plain() {
    return new Attributes();
  }

  /** An activation, then an addition. */
  static Attributes of(Epilogue epilogue, @Nullable Descriptor residual) {
    return new Attributes().activate(epilogue).add(residual).set();
  }

  /** A factor, then an addition, or an addition to what the destination holds. */
  static Attributes of(float factor, @Nullable Descriptor residual, boolean accumulate) {
    Attributes attributes = new Attributes();
    if (factor != 1) {
      attributes.eltwise(LINEAR, factor, 0, "fuse a factor");
    }
    attributes.add(residual);
    if (accumulate) {
      Dnnl.check(
          Dnnl.dnnl_post_ops_append_sum(attributes.postOps, 1, 0, 0), "fuse an accumulation");
    }
    return attributes.set();
  }

  /** {@code x²} becomes {@code x σ(√(8/π) (1 + 0.044715 x²) x)}. */
  static Attributes geluTanhOfSquare(Descriptor x) {
    Attributes attributes = new Attributes();
    float slope = (float) Math.sqrt(8 / Math.PI);
    attributes.eltwise(LINEAR, 0.044715f * slope, slope, "fuse a factor").multiply(x);
    return attributes.activate(Epilogue.SIGMOID).multiply(x).set();
  }

  /**
   * Products times a scale for each output, then an activation, then an addition.
   *
   * @param convolves whether the weights are a convolution's, with outputs first
   */
  static Attributes scaled(Epilogue epilogue, @Nullable Descriptor residual, boolean convolves) {
    Attributes attributes = of(epilogue, residual);
    attributes.scale(Dnnl.ARG_WEIGHTS, convolves ? FIRST_DIMENSION : SECOND_DIMENSION);
    return attributes;
  }

  /** A factor for each column, then a zero point. */
  static Attributes quantizing() {
    Attributes attributes = new Attributes();
    attributes.scale(Dnnl.ARG_SRC, SECOND_DIMENSION);
    Dnnl.check(
        Dnnl.dnnl_primitive_attr_set_zero_points_mask(attributes.handle, Dnnl.ARG_DST, 0),
        "add a zero point");
    return attributes;
  }

  private void scale(int argument, int dimension) {
    Dnnl.check(Dnnl.dnnl_primitive_attr_set_scales_mask(handle, argument, dimension), "scale");
  }

  private Attributes activate(Epilogue epilogue) {
    return epilogue == Epilogue.NONE
        ? this
        : eltwise(epilogue.algorithm, epilogue.alpha, epilogue.beta, "fuse " + epilogue);
  }

  private Attributes eltwise(int algorithm, float alpha, float beta, String what) {
    Dnnl.check(Dnnl.dnnl_post_ops_append_eltwise(postOps, algorithm, alpha, beta), what);
    return this;
  }

  private Attributes add(@Nullable Descriptor residual) {
    return residual == null ? this : binary(Dnnl.BINARY_ADD, residual, "fuse an addition");
  }

  private Attributes multiply(Descriptor factor) {
    return binary(Dnnl.BINARY_MUL, factor, "fuse a multiplication");
  }

  private Attributes binary(int algorithm, Descriptor operand, String what) {
    Dnnl.check(Dnnl.dnnl_post_ops_append_binary(postOps, algorithm, operand.handle), what);
    return this;
  }

  private Attributes set() {
    Dnnl.check(Dnnl.dnnl_primitive_attr_set_post_ops(handle, postOps), "set post-ops");
    return this;
  }

  @Override
  public void close() {
    Dnnl.dnnl_post_ops_destroy(postOps);
    Dnnl.dnnl_primitive_attr_destroy(handle);
  }
}

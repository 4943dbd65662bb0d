package io.github.albert4j.engine;

import org.jspecify.annotations.Nullable;

/**
 * A {@code dnnl_primitive_attr_t}: scratch memory is ours, and what follows a multiplication is
 * fused into it.
 */
final class Attributes implements AutoCloseable {
  private static final int LINEAR = 38; // dnnl_eltwise_linear: alpha x + beta

  private static final int SECOND_DIMENSION = 1 << 1; // a mask has a bit for each dimension

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
      Dnnl.check(
          Dnnl.dnnl_post_ops_append_eltwise(attributes.postOps, LINEAR, factor, 0),
          "fuse a factor");
    }
    attributes.add(residual);
    if (accumulate) {
      Dnnl.check(
          Dnnl.dnnl_post_ops_append_sum(attributes.postOps, 1, 0, 0), "fuse an accumulation");
    }
    return attributes.set();
  }

  /** Products times a scale for each column, then an activation, then an addition. */
  static Attributes scaled(Epilogue epilogue, @Nullable Descriptor residual) {
    Attributes attributes = of(epilogue, residual);
    attributes.scaleColumns(Dnnl.ARG_WEIGHTS);
    return attributes;
  }

  /** A factor for each column, then a zero point. */
  static Attributes quantizing() {
    Attributes attributes = new Attributes();
    attributes.scaleColumns(Dnnl.ARG_SRC);
    Dnnl.check(
        Dnnl.dnnl_primitive_attr_set_zero_points_mask(attributes.handle, Dnnl.ARG_DST, 0),
        "add a zero point");
    return attributes;
  }

  private void scaleColumns(int argument) {
    Dnnl.check(
        Dnnl.dnnl_primitive_attr_set_scales_mask(handle, argument, SECOND_DIMENSION),
        "scale columns");
  }

  private Attributes activate(Epilogue epilogue) {
    if (epilogue != Epilogue.NONE) {
      Dnnl.check(
          Dnnl.dnnl_post_ops_append_eltwise(
              postOps, epilogue.algorithm, epilogue.alpha, epilogue.beta),
          "fuse " + epilogue);
    }
    return this;
  }

  private Attributes add(@Nullable Descriptor residual) {
    if (residual != null) {
      Dnnl.check(
          Dnnl.dnnl_post_ops_append_binary(postOps, Dnnl.BINARY_ADD, residual.handle),
          "fuse an addition");
    }
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

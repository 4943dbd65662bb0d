package io.github.albert4j.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code dnnl_primitive_attr_t}: scratch memory is ours, and what is done to each element of the
 * result before it is stored, in the order of the calls.
 */
final class Attributes implements AutoCloseable {
  private static final int LINEAR = 38; // dnnl_eltwise_linear: alpha x + beta

  // A mask has a bit for each dimension.
  private static final int FIRST_DIMENSION = 1;
  private static final int SECOND_DIMENSION = 1 << 1;

  final long handle;
  private final long postOps;
  private final List<Operand> operands = new ArrayList<>();
  private int length;

  /** The second operand of the binary operation at a place among those that follow. */
  record Operand(int index, Descriptor descriptor) {}

  private Attributes() {
    handle = Engine.create("create attributes", Dnnl::dnnl_primitive_attr_create);
    Dnnl.check(
        Dnnl.dnnl_primitive_attr_set_scratchpad_mode(handle, Dnnl.SCRATCHPAD_USER),
        "take scratch memory");
    postOps = Engine.create("create post-ops", Dnnl::dnnl_post_ops_create);
  }

  /** Nothing follows yet. */
  static Attributes plain() {
    return new Attributes();
  }

  /** An activation, then an addition. */
  static Attributes of(Epilogue epilogue, @Nullable Descriptor residual) {
    return new Attributes().activate(epilogue).addIfAny(residual);
  }

  /** A factor, then an addition, or an addition to what the destination holds. */
  static Attributes of(float factor, @Nullable Descriptor residual, boolean accumulate) {
    Attributes attributes = new Attributes();
    if (factor != 1) {
      attributes.linear(factor, 0);
    }
    attributes.addIfAny(residual);
    if (accumulate) {
      attributes.append(
          Dnnl.dnnl_post_ops_append_sum(attributes.postOps, 1, 0, 0), "fuse an accumulation");
    }
    return attributes;
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

  /** {@code r} becomes {@code f(r)}. */
  Attributes activate(Epilogue epilogue) {
    return epilogue == Epilogue.NONE
        ? this
        : eltwise(epilogue.algorithm, epilogue.alpha, epilogue.beta, "fuse " + epilogue);
  }

  /** {@code r} becomes {@code factor · r + constant}. */
  Attributes linear(float factor, float constant) {
    return eltwise(LINEAR, factor, constant, "fuse a factor");
  }

  private Attributes eltwise(int algorithm, float alpha, float beta, String what) {
    return append(Dnnl.dnnl_post_ops_append_eltwise(postOps, algorithm, alpha, beta), what);
  }

  /** {@code r} becomes {@code r + x}. */
  Attributes add(Descriptor x) {
    return binary(Dnnl.BINARY_ADD, x, "fuse an addition");
  }

  /** {@code r} becomes {@code r - x}. */
  Attributes subtract(Descriptor x) {
    return binary(Dnnl.BINARY_SUB, x, "fuse a subtraction");
  }

  /** {@code r} becomes {@code r x}. */
  Attributes multiply(Descriptor x) {
    return binary(Dnnl.BINARY_MUL, x, "fuse a multiplication");
  }

  private Attributes addIfAny(@Nullable Descriptor residual) {
    return residual == null ? this : add(residual);
  }

  private Attributes binary(int algorithm, Descriptor x, String what) {
    operands.add(new Operand(length, x));
    return append(Dnnl.dnnl_post_ops_append_binary(postOps, algorithm, x.handle), what);
  }

  private Attributes append(int status, String what) {
    Dnnl.check(status, what);
    length++;
    Dnnl.check(Dnnl.dnnl_primitive_attr_set_post_ops(handle, postOps), "set post-ops");
    return this;
  }

  /** What the binary operations that follow read, in their order. */
  List<Operand> operands() {
    return operands;
  }

  @Override
  public void close() {
    Dnnl.dnnl_post_ops_destroy(postOps);
    Dnnl.dnnl_primitive_attr_destroy(handle);
  }
}

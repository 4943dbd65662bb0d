package io.github.albert4j.engine;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/**
 * oneDNN's C functions (dnnl.h, version 3), called directly. Handles are addresses; every function
 * that returns an int returns a {@code dnnl_status_t}, to be handed to {@link #check}.
 */
final class Dnnl {
  static final int CPU = 1;
  static final int STREAM_DEFAULT = 1;
  static final int FORWARD_TRAINING = 64;
  static final int FORWARD_INFERENCE = 96;
  static final int BACKWARD = 128;
  static final int CONVOLUTION_DIRECT = 1;
  static final int SOFTMAX_ACCURATE = 0x30000;
  static final int BINARY_ADD = 0x1fff0;
  static final int BINARY_MUL = 0x1fff1;
  static final int BINARY_SUB = 0x1fff5;
  static final int REDUCTION_SUM = 0x2fff4;
  static final int USE_SCALE = 2;
  static final int USE_SHIFT = 4;
  static final int SCRATCHPAD_USER = 1;
  static final int QUERY_WEIGHTS = 131;
  static final int QUERY_SCRATCHPAD = 136;
  static final int FORMAT_ANY = 1;
  static final int FORMAT_BA16A32B = 504;
  static final int FORMAT_BA16A64B = 506;

  static final int ARG_SRC = 1;
  static final int ARG_DST = 17;
  static final int ARG_WEIGHTS = 33;
  static final int ARG_BIAS = 41;
  static final int ARG_SRC_1 = 2;
  static final int ARG_MEAN = 49;
  static final int ARG_VARIANCE = 50;
  static final int ARG_SCALE = 51;
  static final int ARG_SHIFT = 52;
  static final int ARG_SCRATCHPAD = 80;
  static final int ARG_SCALES = 4096;
  static final int ARG_ZERO_POINTS = 8192;
  static final int ARG_DIFF_SRC = 129;
  static final int ARG_DIFF_DST = 145;
  static final int ARG_DIFF_SCALE = 255;
  static final int ARG_DIFF_SHIFT = 256;

  /**
   * The second operand of a binary operation after the matrix multiplication; DNNL_ARG_SRC_1 is 2.
   */
  static int argPostOp(int index) {
    return 32768 * (index + 1) | 2;
  }

  private static final int OUT_OF_MEMORY = 1;
  private static final int UNIMPLEMENTED = 3;

  private static final String[] STATUS = {
    "success",
    "out of memory",
    "invalid arguments",
    "unimplemented",
    "last implementation reached",
    "runtime error",
    "not required"
  };

  private Dnnl() {}

  static void check(int status, String what) {
    if (status == 0) {
      return;
    }
    String reason = status > 0 && status < STATUS.length ? STATUS[status] : "status " + status;
    String advice =
        switch (status) {
          case OUT_OF_MEMORY -> "; free memory, or use a smaller batch";
          case UNIMPLEMENTED -> "; this processor lacks what it needs: use --precision fp32";
          default -> "";
        };
    throw new EngineException("oneDNN cannot " + what + ": " + reason + advice);
  }

  static native int dnnl_engine_create(Pointer engine, int kind, long index);

  static native int dnnl_stream_create(Pointer stream, long engine, int flags);

  static native int dnnl_stream_destroy(long stream);

  static native int dnnl_memory_desc_create_with_strides(
      Pointer md, int ndims, long[] dims, int dataType, long[] strides);

  static native int dnnl_memory_desc_create_with_tag(
      Pointer md, int ndims, long[] dims, int dataType, int tag);

  static native int dnnl_memory_desc_create_submemory(
      Pointer md, long parent, long[] dims, long[] offsets);

  static native int dnnl_memory_desc_equal(long a, long b);

  static native int dnnl_memory_desc_clone(Pointer md, long source);

  static native int dnnl_memory_desc_destroy(long md);

  static native long dnnl_memory_desc_get_size(long md);

  static native int dnnl_memory_create(Pointer memory, long md, long engine, long handle);

  static native int dnnl_memory_set_data_handle(long memory, long handle);

  static native int dnnl_memory_destroy(long memory);

  static native int dnnl_primitive_attr_create(Pointer attr);

  static native int dnnl_primitive_attr_destroy(long attr);

  static native int dnnl_primitive_attr_set_scratchpad_mode(long attr, int mode);

  static native int dnnl_primitive_attr_set_post_ops(long attr, long postOps);

  static native int dnnl_primitive_attr_set_scales_mask(long attr, int argument, int mask);

  static native int dnnl_primitive_attr_set_zero_points_mask(long attr, int argument, int mask);

  static native int dnnl_post_ops_create(Pointer postOps);

  static native int dnnl_post_ops_destroy(long postOps);

  static native int dnnl_post_ops_append_eltwise(long postOps, int kind, float alpha, float beta);

  static native int dnnl_post_ops_append_binary(long postOps, int kind, long md);

  static native int dnnl_post_ops_append_sum(
      long postOps, float scale, int zeroPoint, int dataType);

  static native int dnnl_matmul_primitive_desc_create(
      Pointer pd, long engine, long src, long weights, long bias, long dst, long attr);

  static native int dnnl_convolution_forward_primitive_desc_create(
      Pointer pd,
      long engine,
      int prop,
      int kind,
      long src,
      long weights,
      long bias,
      long dst,
      long[] strides,
      long[] dilates,
      long[] paddingLeft,
      long[] paddingRight,
      long attr);

  static native int dnnl_eltwise_forward_primitive_desc_create(
      Pointer pd,
      long engine,
      int prop,
      int kind,
      long src,
      long dst,
      float alpha,
      float beta,
      long attr);

  static native int dnnl_softmax_forward_primitive_desc_create(
      Pointer pd, long engine, int prop, int kind, long src, long dst, int axis, long attr);

  static native int dnnl_layer_normalization_forward_primitive_desc_create(
      Pointer pd,
      long engine,
      int prop,
      long src,
      long dst,
      long statistics,
      float epsilon,
      int flags,
      long attr);

  static native int dnnl_eltwise_backward_primitive_desc_create(
      Pointer pd,
      long engine,
      int kind,
      long diffSrc,
      long diffDst,
      long src,
      float alpha,
      float beta,
      long forward,
      long attr);

  static native int dnnl_softmax_backward_primitive_desc_create(
      Pointer pd,
      long engine,
      int kind,
      long diffSrc,
      long diffDst,
      long dst,
      int axis,
      long forward,
      long attr);

  static native int dnnl_layer_normalization_backward_primitive_desc_create(
      Pointer pd,
      long engine,
      int prop,
      long diffSrc,
      long diffDst,
      long src,
      long statistics,
      float epsilon,
      int flags,
      long forward,
      long attr);

  static native int dnnl_binary_primitive_desc_create(
      Pointer pd, long engine, int kind, long src0, long src1, long dst, long attr);

  static native int dnnl_reduction_primitive_desc_create(
      Pointer pd, long engine, int kind, long src, long dst, float p, float epsilon, long attr);

  static native int dnnl_reorder_primitive_desc_create(
      Pointer pd, long src, long srcEngine, long dst, long dstEngine, long attr);

  static native long dnnl_primitive_desc_query_md(long pd, int what, int index);

  static native int dnnl_primitive_desc_destroy(long pd);

  static native int dnnl_primitive_create(Pointer primitive, long pd);

  static native int dnnl_primitive_destroy(long primitive);

  static native int dnnl_primitive_execute(long primitive, long stream, int n, long args);

  static native int dnnl_stream_wait(long stream);

  static native int dnnl_get_effective_cpu_isa();

  static native Pointer dnnl_version();

  static native int dnnl_set_primitive_cache_capacity(int capacity);

  /** Opens the libraries and binds the functions above to them. */
  static NativeLibraries.Opened bind() {
    NativeLibraries.Opened libraries = NativeLibraries.open();
    Native.register(Dnnl.class, libraries.dnnl());
    return libraries;
  }
}

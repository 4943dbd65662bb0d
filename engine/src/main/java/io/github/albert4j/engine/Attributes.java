package io.github.albert4j.engine;

import org.jspecify.annotations.Nullable;

/**
 * A {@code dnnl_primitive_attr_t}: scratch memory is ours, and what follows a multiplication is
 * fused into it.
 */
final class Attributes implements AutoCloseable {
  final long handle;
  private final long postOps;

  Attributes(Epilogue epilogue, @Nullable Descriptor residual) {
    handle = Engine.create("create attributes", Dnnl::dnnl_primitive_attr_create);
    Dnnl.check(
        Dnnl.dnnl_primitive_attr_set_scratchpad_mode(handle, Dnnl.SCRATCHPAD_USER),
        "take scratch memory");
    postOps = Engine.create("create post-ops", Dnnl::dnnl_post_ops_create);
    if (epilogue.algorithm != 0) {
      Dnnl.check(
          Dnnl.dnnl_post_ops_append_eltwise(
              postOps, epilogue.algorithm, epilogue.alpha, epilogue.beta),
          "fuse " + epilogue);
    }
    if (residual != null) {
      Dnnl.check(
          Dnnl.dnnl_post_ops_append_binary(postOps, Dnnl.BINARY_ADD, residual.handle),
          "fuse an addition");
    }
    Dnnl.check(Dnnl.dnnl_primitive_attr_set_post_ops(handle, postOps), "set post-ops");
  }

  static Attributes plain() {
    return new Attributes(Epilogue.NONE, null);
  }

  @Override
  public void close() {
    Dnnl.dnnl_post_ops_destroy(postOps);
    Dnnl.dnnl_primitive_attr_destroy(handle);
  }
}

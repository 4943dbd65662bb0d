package io.github.albert4j.engine;

import com.sun.jna.Memory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One primitive for one shape, with its arguments laid out for oneDNN once: a run binds what
 * addresses changed and executes. Belongs to one thread, since the arguments do. The cache that
 * keeps it and each recording that repeats it hold it; it is destroyed when the last lets go.
 */
final class Call implements AutoCloseable {
  private static final int ARGUMENT_BYTES =
      16; // struct dnnl_exec_arg_t { int arg; dnnl_memory_t memory; }

  private final long primitive;
  private final long[] memories;
  private final long[] addresses;
  private final Memory arguments;
  private int holders = 1;

  /** Bytes of scratch memory that a run needs. */
  final long scratchBytes;

  private Call(long primitive, long[] memories, Memory arguments, long scratchBytes) {
    this.primitive = primitive;
    this.memories = memories;
    this.addresses = new long[memories.length];
    this.arguments = arguments;
    this.scratchBytes = scratchBytes;
  }

  /** Collects the arguments of a primitive, in the order in which a run will bind them. */
  static final class Builder {
    private final Engine engine;
    private final List<Integer> names = new ArrayList<>();
    private final List<Long> memories = new ArrayList<>();

    Builder(Engine engine) {
      this.engine = engine;
    }

    Builder argument(int name, Descriptor descriptor) {
      return argument(name, descriptor.handle);
    }

    /** What the operations that follow read, in their order. */
    Builder operands(Attributes attributes) {
      for (Attributes.Operand operand : attributes.operands()) {
        argument(Dnnl.argPostOp(operand.index()), operand.descriptor());
      }
      return this;
    }

    private Builder argument(int name, long descriptor) {
      names.add(name);
      memories.add(
          Engine.create(
              "create a memory object",
              p -> Dnnl.dnnl_memory_create(p, descriptor, engine.handle, 0)));
      return this;
    }

    /** Makes the primitive; the scratch memory becomes the last argument. */
    Call build(String what, Engine.Creator primitiveDescriptor) {
      long pd;
      try {
        pd = Engine.create(what, primitiveDescriptor);
      } catch (EngineException e) {
        memories.forEach(Dnnl::dnnl_memory_destroy);
        throw e;
      }
      try {
        long scratchpad = Dnnl.dnnl_primitive_desc_query_md(pd, Dnnl.QUERY_SCRATCHPAD, 0);
        long scratchBytes = Dnnl.dnnl_memory_desc_get_size(scratchpad);
        argument(Dnnl.ARG_SCRATCHPAD, scratchpad);
        long primitive = Engine.create(what, p -> Dnnl.dnnl_primitive_create(p, pd));
        Memory arguments = new Memory((long) names.size() * ARGUMENT_BYTES);
        arguments.clear();
        for (int i = 0; i < names.size(); i++) {
          arguments.setInt((long) i * ARGUMENT_BYTES, names.get(i));
          arguments.setLong((long) i * ARGUMENT_BYTES + 8, memories.get(i));
        }
        return new Call(
            primitive, memories.stream().mapToLong(m -> m).toArray(), arguments, scratchBytes);
      } finally {
        Dnnl.dnnl_primitive_desc_destroy(pd);
      }
    }
  }

  /**
   * {@code c = a ∘ b} and what follows it.
   *
   * @return its arguments are a, b, what the operations that follow read, and c
   */
  static Call binary(
      Engine engine,
      String what,
      int algorithm,
      Descriptor a,
      Descriptor b,
      Attributes following,
      Descriptor c) {
    return new Builder(engine)
        .argument(Dnnl.ARG_SRC, a)
        .argument(Dnnl.ARG_SRC_1, b)
        .operands(following)
        .argument(Dnnl.ARG_DST, c)
        .build(
            what,
            p ->
                Dnnl.dnnl_binary_primitive_desc_create(
                    p, engine.handle, algorithm, a.handle, b.handle, c.handle, following.handle));
  }

  /** {@code b = a} in b's layout and type. */
  static Call reorder(Engine engine, String what, Descriptor a, Descriptor b) {
    try (Attributes attributes = Attributes.plain()) {
      return new Builder(engine)
          .argument(Dnnl.ARG_SRC, a)
          .argument(Dnnl.ARG_DST, b)
          .build(
              what,
              p ->
                  Dnnl.dnnl_reorder_primitive_desc_create(
                      p, a.handle, engine.handle, b.handle, engine.handle, attributes.handle));
    }
  }

  /** Points argument {@code slot} at an address; costs nothing when it points there already. */
  Call bind(int slot, long address) {
    if (addresses[slot] != address) {
      Dnnl.check(
          Dnnl.dnnl_memory_set_data_handle(memories[slot], address), "point at a tensor's memory");
      addresses[slot] = address;
    }
    return this;
  }

  /** Points the arguments, but for the scratch memory, at addresses in their order. */
  Call bindAll(long... addresses) {
    assert addresses.length == memories.length - 1 : addresses.length + " arguments";
    for (int slot = 0; slot < addresses.length; slot++) {
      bind(slot, addresses[slot]);
    }
    return this;
  }

  /** Where all arguments but the scratch memory point now. */
  long[] addresses() {
    return Arrays.copyOf(addresses, addresses.length - 1);
  }

  /** Adds a holder, who must close it too. */
  Call hold() {
    holders++;
    return this;
  }

  /** Points the last argument at the scratch memory and runs. */
  void execute(long stream, long scratch) {
    bind(memories.length - 1, scratch);
    int status =
        Dnnl.dnnl_primitive_execute(
            primitive, stream, memories.length, com.sun.jna.Pointer.nativeValue(arguments));
    if (status != 0) {
      Dnnl.check(status, "execute a primitive");
    }
  }

  /** Lets go. */
  @Override
  public void close() {
    if (--holders > 0) {
      return;
    }
    for (long memory : memories) {
      Dnnl.dnnl_memory_destroy(memory);
    }
    Dnnl.dnnl_primitive_destroy(primitive);
    arguments.close();
  }
}

package io.github.albert4j.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What one thread runs primitives with: a stream, scratch memory and the primitives of the shapes
 * seen last, because making a primitive compiles machine code (milliseconds) and running one does
 * not.
 */
final class Kernels implements AutoCloseable {
  final Engine engine;
  private final long stream;
  private final Calls calls;
  private Arena scratchArena;
  private long scratch;
  private long scratchBytes;

  // Written by the owning thread alone, read by any.
  private volatile long made;
  private volatile int kept;

  /**
   * @param capacity primitives kept; the least recently used makes room
   */
  Kernels(Engine engine, int capacity) {
    this.engine = engine;
    this.calls = new Calls(capacity);
    this.scratchArena = new Arena(engine);
    this.stream =
        Engine.create(
            "create a stream", p -> Dnnl.dnnl_stream_create(p, engine.handle, Dnnl.STREAM_DEFAULT));
  }

  /** The primitive for a key, made on first use. */
  <K> Call call(K key, Function<K, Call> maker) {
    Call call = calls.get(key);
    if (call == null) {
      call = maker.apply(key);
      calls.put(key, call);
      made = made + 1;
      kept = calls.size();
    }
    return call;
  }

  void run(Call call) {
    if (call.scratchBytes > scratchBytes) {
      scratchArena.close();
      scratchArena = new Arena(engine);
      scratch = scratchArena.allocateBytes(call.scratchBytes);
      scratchBytes = call.scratchBytes;
    }
    call.execute(stream, scratch);
  }

  long scratchBytes() {
    return scratchBytes;
  }

  long made() {
    return made;
  }

  int kept() {
    return kept;
  }

  @Override
  public void close() {
    calls.values().forEach(Call::close);
    calls.clear();
    scratchArena.close();
    Dnnl.dnnl_stream_destroy(stream);
  }

  /** A least-recently-used cache that frees what it drops. */
  private static final class Calls extends LinkedHashMap<Object, Call> {
    private final int capacity;

    Calls(int capacity) {
      super(64, 0.75f, true);
      this.capacity = capacity;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Object, Call> eldest) {
      if (size() <= capacity) {
        return false;
      }
      eldest.getValue().close();
      return true;
    }
  }
}

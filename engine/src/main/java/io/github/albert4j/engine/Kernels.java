package io.github.albert4j.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one thread runs primitives with: a stream, scratch memory and the primitives of the shapes
 * seen last, because making a primitive compiles machine code (milliseconds) and running one does
 * not.
 */
final class Kernels implements AutoCloseable {
  /**
   * Floats in a block: 1 MiB. Operations of several primitives go through their tensors so much at
   * a time; with less, calls cost more than the cache saves (on a core with 1 MiB of L2: 2 µs
   * each).
   */
  static final int BLOCK = 1 << 18;

  private static final int BLOCKS = 2;

  /** Bytes of all blocks. */
  static final long BLOCK_BYTES = (long) BLOCKS * BLOCK * Float.BYTES;

  final Engine engine;
  private final long stream;
  private final Calls calls;
  private final Scratch scratch;
  private final Scratch panels;
  private final Arena blockArena;
  private long blocks;
  private @Nullable Recording recording; // in its first run

  // Written by the owning thread alone, read by any.
  private volatile long made;
  private volatile int kept;

  /**
   * @param capacity primitives kept; the least recently used makes room
   */
  Kernels(Engine engine, int capacity) {
    this.engine = engine;
    this.calls = new Calls(capacity);
    this.scratch = new Scratch(engine);
    this.panels = new Scratch(engine);
    this.blockArena = new Arena(engine);
    this.stream =
        Engine.create(
            "create a stream", p -> Dnnl.dnnl_stream_create(p, engine.handle, Dnnl.STREAM_DEFAULT));
  }

  /**
   * The primitive for a key, made on first use.
   *
   * @param key a record. Those that any first pass needs write {@code equals} and {@code hashCode}
   *     out: the ones that a record has by itself are made on first use, of some ten classes each,
   *     which together took a young process 5 MB and a quarter of the time of its first pass.
   */
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

  /** Runs a primitive as it is bound, and notes it where a recording listens. */
  void run(Call call) {
    execute(call);
    if (recording != null) {
      recording.note(call);
    }
  }

  /** Runs work in Java that stands among the primitives, and notes it likewise. */
  void run(Runnable step) {
    step.run();
    if (recording != null) {
      recording.note(step);
    }
  }

  /** Does work whose steps a recording notes; after a failure it keeps none. */
  void record(Recording by, Runnable work) {
    if (recording != null) {
      throw new IllegalStateException("a recording cannot begin inside another's first run");
    }
    recording = by;
    boolean done = false;
    try {
      work.run();
      done = true;
    } finally {
      recording = null;
      if (!done) {
        by.close();
      }
    }
  }

  void execute(Call call) {
    call.execute(stream, scratch.reserve(call.scratchBytes));
  }

  /**
   * Memory for {@link #BLOCK} floats that a primitive hands to the next ones of its operation. It
   * stays where it is, since recordings hold the address.
   *
   * @param which 0 or 1
   */
  long block(int which) {
    assert which < BLOCKS : which;
    if (blocks == 0) {
      blocks = blockArena.allocateBytes(BLOCK_BYTES);
    }
    return blocks + (long) which * BLOCK * Float.BYTES;
  }

  /**
   * Memory for a matrix in panels, until the next call. It may move, so a recording cannot use it.
   */
  long panels(long bytes) {
    assert recording == null : "a recording would hold the address";
    return panels.reserve(bytes);
  }

  /** Whether a recording is in its first run. */
  boolean isRecorded() {
    return recording != null;
  }

  long scratchBytes() {
    return scratch.bytes() + panels.bytes() + blockArena.bytes();
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
    scratch.close();
    panels.close();
    blockArena.close();
    Dnnl.dnnl_stream_destroy(stream);
  }

  /** Memory that grows with what is asked of it; what it held is lost then. */
  private static final class Scratch implements AutoCloseable {
    private final Arena arena;
    private long address;

    Scratch(Engine engine) {
      this.arena = new Arena(engine);
    }

    /** The address of so many bytes; 0 before any was asked for. */
    long reserve(long bytes) {
      if (bytes > arena.bytes()) {
        arena.clear();
        address = arena.allocateBytes(bytes);
      }
      return address;
    }

    long bytes() {
      return arena.bytes();
    }

    @Override
    public void close() {
      arena.close();
    }
  }

  /** A least-recently-used cache that closes what it drops; a recording may still hold it. */
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

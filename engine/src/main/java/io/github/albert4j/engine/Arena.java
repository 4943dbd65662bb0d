package io.github.albert4j.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Owns native memory: everything allocated here is freed by {@link #close()}, at once. For one
 * thread at a time; the tensors may be read by many.
 *
 * @since 0.1.0
 */
public final class Arena implements AutoCloseable {
  final Engine engine;
  private final List<Allocator.Block> blocks = new ArrayList<>();
  private final List<Runnable> releases = new ArrayList<>();
  private final boolean gathersLater;
  private @Nullable HugePages gathering;
  private long bytes;

  /** An arena whose large blocks lie in huge pages from the start, where the system has them. */
  public Arena(Engine engine) {
    this(engine, false);
  }

  private Arena(Engine engine, boolean gathersLater) {
    this.engine = engine;
    this.gathersLater = gathersLater;
  }

  /**
   * An arena for what is written once and then read again and again: its largest blocks come in
   * small pages, which are there at once, until {@link #gatherPages}.
   */
  public static Arena ofWeights(Engine engine) {
    return new Arena(engine, HugePages.canGather());
  }

  /**
   * Begins to put what the largest blocks hold into huge pages, on a thread of its own, while they
   * are read. To be called once, where all is allocated and written; without effect where huge
   * pages came at once or not at all.
   */
  public void gatherPages() {
    List<Allocator.Block> later = blocks.stream().filter(this::comesInSmallPages).toList();
    if (!later.isEmpty()) {
      gathering = new HugePages(later);
    }
  }

  private boolean comesInSmallPages(Allocator.Block block) {
    return gathersLater && gathering == null && block.bytes() >= HugePages.LATER;
  }

  /** A tensor of zeros, row-major. */
  public Tensor allocate(DataType type, long... shape) {
    Tensor tensor = allocateUnset(type, shape);
    Allocator.zero(tensor.address(), tensor.bytes());
    return tensor;
  }

  /** A tensor with any content: pages that are never written take no memory. */
  public Tensor allocateUnset(DataType type, long... shape) {
    long elements = 1;
    for (long dimension : shape) {
      elements = Math.multiplyExact(elements, dimension);
    }
    return new Tensor(allocateBytes(Math.multiplyExact(elements, type.bytes())), type, shape);
  }

  /** A tensor in fp32 of these values. */
  public Tensor copyOf(float[] values) {
    Tensor tensor = allocateUnset(DataType.F32, values.length);
    tensor.write(0, values, 0, values.length);
    return tensor;
  }

  long allocateBytes(long size) {
    Allocator.Block block = Allocator.allocate(size);
    if (HugePages.suit(size) && !comesInSmallPages(block)) {
      HugePages.ask(block);
    }
    blocks.add(block);
    bytes += size;
    return block.address();
  }

  /** Runs the release, such as the destruction of a descriptor, when the arena closes. */
  void onClose(Runnable release) {
    releases.add(release);
  }

  /** Bytes that the arena holds. */
  public long bytes() {
    return bytes;
  }

  /** Frees everything; new tensors may be allocated then. */
  public void clear() {
    if (gathering != null) {
      gathering.close();
      gathering = null;
    }
    releases.forEach(Runnable::run);
    releases.clear();
    blocks.forEach(Allocator::free);
    blocks.clear();
    bytes = 0;
  }

  /** {@link #clear}. */
  @Override
  public void close() {
    clear();
  }
}

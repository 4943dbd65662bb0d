package io.github.albert4j.engine;

import com.sun.jna.Function;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Linux's transparent huge pages, of which one takes the place of 512: a pass reads all weights, in
 * small pages more of them than the processor keeps addresses of.
 *
 * <p>A fresh huge page can be long in coming, where the kernel must first make room for it, or, in
 * a virtual machine that hands back what is free, its host. So a very large block that is written
 * once and read again and again is written in small pages, which are then gathered on a thread of
 * their own while it is read already ({@code MADV_COLLAPSE}, Linux 6.1). In such a machine {@code
 * benchmarks/load.py --shape xxlarge} loads in 0.4 of the time.
 */
final class HugePages implements AutoCloseable {
  /** Bytes; where it is larger, the kernel skips the rest. */
  static final long SIZE = 2 << 20;

  /** Bytes from which on it is better to wait for them beside the reading than before it. */
  static final long LATER = 32 << 20;

  private static final int MADV_HUGEPAGE = 14;
  private static final int MADV_COLLAPSE = 25;

  private static final @Nullable Function MADVISE = Allocator.ofLinux("madvise");
  private static final boolean GATHERS = gathers();

  private final Thread thread;
  private volatile boolean stopped;

  /** Begins to gather the pages of blocks, which may be read and written meanwhile. */
  HugePages(List<Allocator.Block> blocks) {
    thread = new Thread(() -> gather(blocks), "albert4j-pages");
    thread.setDaemon(true);
    thread.start();
  }

  /** Whether a block of so many bytes is worth any, where there are any. */
  static boolean suit(long bytes) {
    return MADVISE != null && bytes >= SIZE;
  }

  /** Whether pages can be gathered that were written already. */
  static boolean canGather() {
    return GATHERS;
  }

  private static boolean gathers() {
    // Of no bytes, so that only whether the kernel knows the advice decides.
    return MADVISE != null && advise(0, 0, MADV_COLLAPSE) && !forbidden();
  }

  /** Whether the machine's owner wants none; gathering would not ask. */
  private static boolean forbidden() {
    try {
      return Files.readString(Path.of("/sys/kernel/mm/transparent_hugepage/enabled"))
          .contains("[never]");
    } catch (IOException e) {
      return true;
    }
  }

  /** Asks for a block's whole huge pages, from its first writing on; a refusal changes nothing. */
  static void ask(Allocator.Block block) {
    advise(block.address(), block.bytes() & -SIZE, MADV_HUGEPAGE);
  }

  private void gather(List<Allocator.Block> blocks) {
    for (Allocator.Block block : blocks) {
      long end = block.address() + (block.bytes() & -SIZE);
      for (long page = block.address(); page < end; page += SIZE) {
        if (stopped) {
          return;
        }
        if (!advise(page, SIZE, MADV_COLLAPSE)) {
          ask(block); // the kernel has none now; it may find some later
          break;
        }
      }
    }
  }

  private static boolean advise(long address, long bytes, int advice) {
    return MADVISE.invokeInt(new Object[] {address, bytes, advice}) == 0;
  }

  /** Ends after the page that is being gathered. */
  @Override
  public void close() {
    stopped = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

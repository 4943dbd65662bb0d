package io.github.albert4j.engine;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Native memory, aligned to the cache line; the only place that asks for any.
 *
 * <p>Large blocks lie in huge pages where Linux gives them to those that ask ({@code
 * /sys/kernel/mm/transparent_hugepage}): a pass reads all weights, in pages of 4 KiB more of them
 * than the processor keeps addresses of.
 */
final class Allocator {
  private static final int CACHE_LINE = 64;
  private static final long HUGE_PAGE = 2 << 20; // where it is larger, the kernel skips the rest
  private static final int MADV_HUGEPAGE = 14;

  private static final @Nullable Function MADVISE = ofLinux("madvise");

  private Allocator() {}

  /** A block as the C library gave it, and the aligned address inside. */
  record Block(long base, long address) {}

  static Block allocate(long bytes) {
    boolean large = MADVISE != null && bytes >= HUGE_PAGE;
    long alignment = large ? HUGE_PAGE : CACHE_LINE;
    long base = bytes < 0 ? 0 : Native.malloc(Math.addExact(bytes, alignment));
    if (base == 0) {
      throw new EngineException(
          "no memory for a block of " + bytes + " bytes; free memory, or use a smaller batch");
    }
    long address = (base + alignment - 1) & -alignment;
    if (large) {
      inHugePages(address, bytes);
    }
    return new Block(base, address);
  }

  /** Asks for the block's whole huge pages; a refusal changes nothing. */
  private static void inHugePages(long address, long bytes) {
    MADVISE.invokeInt(new Object[] {address, bytes & -HUGE_PAGE, MADV_HUGEPAGE});
  }

  static void free(Block block) {
    Native.free(block.base());
  }

  static void zero(long address, long bytes) {
    new Pointer(address).setMemory(0, bytes, (byte) 0);
  }

  static @Nullable Function mallocTrim() {
    return ofLinux("malloc_trim");
  }

  /** A function of the C library on Linux; null elsewhere, and where the library has none. */
  private static @Nullable Function ofLinux(String name) {
    if (!Platform.isLinux()) {
      return null;
    }
    try {
      return NativeLibrary.getProcess().getFunction(name);
    } catch (UnsatisfiedLinkError e) {
      return null; // a C library other than glibc
    }
  }
}

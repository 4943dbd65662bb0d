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
 * <p>Large blocks begin at a huge page's border, see {@link HugePages}.
 */
final class Allocator {
  private static final int CACHE_LINE = 64;

  private Allocator() {}

  /** A block as the C library gave it, and the aligned address inside, of so many bytes. */
  record Block(long base, long address, long bytes) {}

  static Block allocate(long bytes) {
    long alignment = HugePages.suit(bytes) ? HugePages.SIZE : CACHE_LINE;
    long base = bytes < 0 ? 0 : Native.malloc(Math.addExact(bytes, alignment));
    if (base == 0) {
      throw new EngineException(
          "no memory for a block of " + bytes + " bytes; free memory, or use a smaller batch");
    }
    return new Block(base, (base + alignment - 1) & -alignment, bytes);
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
  static @Nullable Function ofLinux(String name) {
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

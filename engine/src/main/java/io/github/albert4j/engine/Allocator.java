package io.github.albert4j.engine;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/** Native memory, aligned to the cache line; the only place that asks for any. */
final class Allocator {
  private static final int ALIGNMENT = 64;

  private Allocator() {}

  /** A block as the C library gave it, and the aligned address inside. */
  record Block(long base, long address) {}

  static Block allocate(long bytes) {
    long base = bytes < 0 ? 0 : Native.malloc(Math.addExact(bytes, ALIGNMENT));
    if (base == 0) {
      throw new EngineException(
          "no memory for a block of " + bytes + " bytes; free memory, or use a smaller batch");
    }
    return new Block(base, (base + ALIGNMENT - 1) & -ALIGNMENT);
  }

  static void free(Block block) {
    Native.free(block.base());
  }

  static void zero(long address, long bytes) {
    new Pointer(address).setMemory(0, bytes, (byte) 0);
  }

  static @Nullable Function mallocTrim() {
    if (!Platform.isLinux()) {
      return null;
    }
    try {
      return NativeLibrary.getProcess().getFunction("malloc_trim");
    } catch (UnsatisfiedLinkError e) {
      return null; // a C library other than glibc
    }
  }
}

package io.github.albert4j.engine;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * This machine's processor as oneDNN sees it. One for the whole process, made on first use;
 * thread-safe.
 *
 * @since 0.1.0
 */
public final class Engine {
  private static @Nullable Engine cpu;

  /** {@code dnnl_engine_t}. */
  final long handle;

  /**
   * Whether this is x86 before AVX-512, for which some of oneDNN's code is slow. Measured on AVX2
   * and one core: an activation costs more inside a multiplication than after it (GELU of [128,
   * 3072]: 3.1 and 0.35 ms); a tanh is looked up in tables (GELU's tanh form: 4.4 ms inside, 1.6
   * after, 0.37 by way of σ; its derivative: 1.5 and 0.7, see {@link Activations}); and the
   * derivative of softmax is scalar code (of [1024, 256]: 2.0 ms, and 0.16 in the steps of {@link
   * Softmax}), where with AVX-512 it is vectorised.
   */
  final boolean beforeAvx512;

  /**
   * Whether bytes are multiplied faster by convolutions than by matrix multiplications. So it is on
   * x86 with AVX2 and no int8 instructions, where the library packs the weights again for each
   * multiplication, but once for all convolutions: four times as fast with one row, 1.5 to 2 times
   * with 12, 1.04 with 128 (768 to 3,072 columns).
   */
  final boolean convolvesBytes;

  /** The greatest weight in int8, see {@link Quantized#greatestWeight}. */
  final int greatestWeight;

  private final @Nullable Function setNumThreads;
  private final @Nullable Function mallocTrim;

  private Engine(NativeLibraries.Opened libraries) {
    setNumThreads =
        libraries.openMp() == null ? null : libraries.openMp().getFunction("omp_set_num_threads");
    mallocTrim = Allocator.mallocTrim();
    handle = create("create an engine", p -> Dnnl.dnnl_engine_create(p, Dnnl.CPU, 0));
    boolean x86 = System.getProperty("os.arch").equals("amd64");
    int isa = Dnnl.dnnl_get_effective_cpu_isa();
    beforeAvx512 = x86 && !InstructionSet.hasAvx512(isa);
    convolvesBytes = instructionSet().equals("avx2");
    greatestWeight = x86 && InstructionSet.multipliesBytes(isa) ? Byte.MAX_VALUE : 64;
  }

  /**
   * The processor. The first call unpacks and loads the native libraries.
   *
   * @throws EngineException when they are missing or do not load; the message says what to do
   */
  public static synchronized Engine cpu() {
    if (cpu == null) {
      cpu = new Engine(Dnnl.bind());
    }
    return cpu;
  }

  /**
   * Begins what the first call of {@link #cpu} does, on a thread of its own, for a program that
   * will need the processor soon and has something else to do first. A failure is {@link #cpu}'s to
   * report.
   *
   * @return the thread; a program that ends before it may leave libraries unpacked by half
   */
  public static Thread prepare() {
    Thread thread =
        new Thread(
            () -> {
              try {
                cpu();
              } catch (EngineException e) {
                // The next call fails likewise, before those who can tell the user.
              }
            },
            "albert4j-prepare");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** oneDNN's version. */
  public String version() {
    // struct dnnl_version_t { int major, minor, patch; ... }
    Pointer version = Dnnl.dnnl_version();
    return version.getInt(0) + "." + version.getInt(4) + "." + version.getInt(8);
  }

  /**
   * The instruction set that oneDNN uses here, after {@code ONEDNN_MAX_CPU_ISA}; such as
   * "avx512_core_bf16".
   */
  public String instructionSet() {
    return InstructionSet.name(Dnnl.dnnl_get_effective_cpu_isa());
  }

  /** Whether matrix multiplications with elements of this type can be made on this processor. */
  public boolean supports(DataType type) {
    if (type == DataType.F32) {
      return true;
    }
    try (WeightLayout layout = WeightLayout.choose(this, type, 64, 64)) {
      return true;
    } catch (EngineException e) {
      return false;
    }
  }

  /**
   * Sets how many threads the calling thread's operations use; other threads keep their own
   * setting. Without an OpenMP runtime of its own kind (macOS, Windows) this has no effect.
   */
  public void setThreads(int threads) {
    if (setNumThreads != null) {
      setNumThreads.invokeVoid(new Object[] {threads});
    }
  }

  /** Hands memory that was freed back to the system, where the C library has a way to do so. */
  public void releaseFreedMemory() {
    if (mallocTrim != null) {
      mallocTrim.invokeInt(new Object[] {0L});
    }
  }

  /** A function that stores a handle behind its pointer and returns a status. */
  interface Creator {
    int create(Pointer result);
  }

  /** Calls a creating function and returns the handle that it stored. */
  static long create(String what, Creator creator) {
    Pointer slot = OUT.get();
    Dnnl.check(creator.create(slot), what);
    return slot.getLong(0);
  }

  /** Eight bytes a thread for the handles that oneDNN hands back through a pointer. */
  private static final ThreadLocal<Memory> OUT = ThreadLocal.withInitial(() -> new Memory(8));
}

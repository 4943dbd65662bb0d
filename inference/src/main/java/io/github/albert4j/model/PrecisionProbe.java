package io.github.albert4j.model;

import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.EngineException;
import io.github.albert4j.engine.Epilogue;
import io.github.albert4j.engine.Operations;
import io.github.albert4j.engine.PackedWeights;
import io.github.albert4j.engine.Tensor;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fastest precision by a few multiplications: the processor's flags do not tell, for some
 * that have bf16 run it at half the speed of fp32. Asked once a process.
 */
final class PrecisionProbe {
  private static final int ROWS = 128;
  private static final int INPUTS = 768;
  private static final int OUTPUTS = 3072;
  private static final int RUNS = 7;

  private static @Nullable Precision fastest;

  private PrecisionProbe() {}

  /** FP32, or BF16 where it is faster here. */
  static synchronized Precision fastest(Engine engine) {
    if (fastest == null) {
      // A thread of its own, so that the caller's OpenMP setting stays as it is.
      FutureTask<Precision> probe = new FutureTask<>(() -> probe(engine));
      new Thread(probe, "albert4j-probe").start();
      try {
        fastest = probe.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Precision.FP32;
      } catch (ExecutionException e) {
        throw new EngineException("the probe of this processor failed", e.getCause());
      }
    }
    return fastest;
  }

  private static Precision probe(Engine engine) {
    engine.setThreads(1);
    return engine.supports(DataType.BF16)
            && medianNanos(engine, DataType.BF16) < medianNanos(engine, DataType.F32)
        ? Precision.BF16
        : Precision.FP32;
  }

  private static long medianNanos(Engine engine, DataType type) {
    try (Arena arena = new Arena(engine);
        Operations operations = new Operations(engine)) {
      Tensor x = arena.allocate(type, ROWS, INPUTS);
      Tensor y = arena.allocate(type, ROWS, OUTPUTS);
      PackedWeights weights =
          PackedWeights.pack(
              engine,
              arena,
              type,
              OUTPUTS,
              INPUTS,
              (row, rows, to) -> to.put(new float[to.remaining()]));
      long[] nanos = new long[RUNS];
      for (int run = -2; run < RUNS; run++) { // the first two compile and warm up
        long start = System.nanoTime();
        operations.linear(x, weights, null, Epilogue.NONE, null, y);
        if (run >= 0) {
          nanos[run] = System.nanoTime() - start;
        }
      }
      Arrays.sort(nanos);
      return nanos[RUNS / 2];
    }
  }
}

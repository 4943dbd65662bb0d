package io.github.albert4j.model;

import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Epilogue;
import io.github.albert4j.engine.Operations;
import io.github.albert4j.engine.PackedWeights;
import io.github.albert4j.engine.Quantized;
import io.github.albert4j.engine.Tasks;
import io.github.albert4j.engine.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * How fast this machine multiplies matrices that suit it: by a layer of ALBERT-base, packed. On
 * threads of its own, so that the caller's OpenMP setting stays as it is.
 */
final class MatmulSpeed {
  private static final int INPUTS = 768;
  private static final int OUTPUTS = 3072;
  private static final int WARM_UPS = 2; // the first compiles

  private MatmulSpeed() {}

  /** The median time of a multiplication on one thread, in nanoseconds. */
  static long medianNanos(Engine engine, DataType type, int rows, int runs) {
    return sideBySide(1, () -> median(times(engine, type, rows, runs))).get(0);
  }

  /** Operations a second of all threads side by side, each multiplying for itself. */
  static double operationsPerSecond(Engine engine, DataType type, int threads, int rows, int runs) {
    double operations = 2.0 * rows * INPUTS * OUTPUTS;
    return sideBySide(threads, () -> operations * 1e9 / median(times(engine, type, rows, runs)))
        .stream()
        .mapToDouble(Double::doubleValue)
        .sum();
  }

  private static <T> List<T> sideBySide(int threads, Supplier<T> work) {
    List<T> results = Collections.synchronizedList(new ArrayList<>());
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      FutureTask<?> task = new FutureTask<>(() -> results.add(work.get()));
      running.add(task);
      Thread thread = new Thread(task, "albert4j-probe-" + i);
      thread.setDaemon(true);
      thread.start();
    }
    Tasks.await(running);
    return results;
  }

  private static long[] times(Engine engine, DataType type, int rows, int runs) {
    engine.setThreads(1);
    try (Arena arena = new Arena(engine);
        Operations operations = new Operations(engine)) {
      boolean bytes = type == DataType.S8;
      Tensor x = arena.allocate(bytes ? DataType.U8 : type, rows, INPUTS);
      Tensor y = arena.allocate(bytes ? DataType.F32 : type, rows, OUTPUTS);
      Tensor scales = arena.allocate(DataType.F32, OUTPUTS);
      Quantized quantized = new Quantized(operations);
      PackedWeights weights =
          PackedWeights.pack(
              engine,
              arena,
              type,
              OUTPUTS,
              INPUTS,
              (row, some, to) -> to.put(new float[to.remaining()]));
      long[] nanos = new long[runs];
      for (int run = -WARM_UPS; run < runs; run++) {
        long start = System.nanoTime();
        if (bytes) {
          quantized.linear(x, weights, scales, null, Epilogue.NONE, null, y);
        } else {
          operations.linear(x, weights, null, Epilogue.NONE, null, y);
        }
        if (run >= 0) {
          nanos[run] = System.nanoTime() - start;
        }
      }
      return nanos;
    }
  }

  private static long median(long[] nanos) {
    Arrays.sort(nanos);
    return nanos[nanos.length / 2];
  }
}

package io.github.albert4j.model;

import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fastest precision by a few multiplications: the processor's flags do not tell, for some
 * that have bf16 run it at half the speed of fp32. Asked once a process.
 */
final class PrecisionProbe {
  private static final int ROWS = 128;
  private static final int RUNS = 7;

  private static @Nullable Precision fastest;

  private PrecisionProbe() {}

  /** FP32, or BF16 where it is faster here. */
  static synchronized Precision fastest(Engine engine) {
    if (fastest == null) {
      boolean halves =
          engine.supports(DataType.BF16)
              && MatmulSpeed.medianNanos(engine, DataType.BF16, ROWS, RUNS)
                  < MatmulSpeed.medianNanos(engine, DataType.F32, ROWS, RUNS);
      fastest = halves ? Precision.BF16 : Precision.FP32;
    }
    return fastest;
  }
}

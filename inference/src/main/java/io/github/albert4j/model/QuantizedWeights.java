package io.github.albert4j.model;

import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.PackedWeights;
import io.github.albert4j.engine.Quantized;
import java.nio.FloatBuffer;

/**
 * Weights rounded to integers, a step for each row: the row's largest weight over the largest
 * integer that the processor multiplies exactly ({@link Quantized#greatestWeight}).
 *
 * @param packed {@code [outputs, inputs]} of {@link DataType#S8}
 * @param steps {@code [outputs]}
 * @param sums {@code [outputs]}: of each row's integers
 */
record QuantizedWeights(PackedWeights packed, float[] steps, long[] sums) {

  /**
   * @param rows {@code W [outputs, inputs]}
   * @param smoothing {@code [inputs]}: what each column is multiplied with first
   * @param arena owns the packed copy
   */
  static QuantizedWeights pack(
      Engine engine,
      Arena arena,
      int outputs,
      int inputs,
      PackedWeights.RowSource rows,
      float[] smoothing) {
    float[] steps = new float[outputs];
    long[] sums = new long[outputs];
    int greatest = Quantized.greatestWeight(engine);
    PackedWeights packed =
        PackedWeights.pack(
            engine,
            arena,
            DataType.S8,
            outputs,
            inputs,
            (row, n, to) -> {
              FloatBuffer whole = to.duplicate();
              rows.read(row, n, to);
              float[] values = new float[inputs];
              for (int r = (int) row; r < row + n; r++) {
                int at = whole.position();
                whole.get(values);
                round(values, smoothing, greatest, r, steps, sums);
                whole.put(at, values);
              }
            });
    return new QuantizedWeights(packed, steps, sums);
  }

  /** Rounds a row in its place. */
  private static void round(
      float[] values, float[] smoothing, int greatest, int row, float[] steps, long[] sums) {
    float largest = Float.MIN_NORMAL;
    for (int i = 0; i < values.length; i++) {
      values[i] *= smoothing[i];
      largest = Math.max(largest, Math.abs(values[i]));
    }
    steps[row] = largest / greatest;
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.rint(values[i] / steps[row]);
      sums[row] += (long) values[i];
    }
  }
}

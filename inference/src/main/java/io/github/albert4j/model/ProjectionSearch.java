package io.github.albert4j.model;

import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Epilogue;
import io.github.albert4j.engine.Operations;
import io.github.albert4j.engine.PackedWeights;
import io.github.albert4j.engine.Quantized;
import io.github.albert4j.engine.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the smoothing of a projection, one for all passes since they share the weights, and the
 * range of each pass: those whose products in int8 are nearest to the exact ones, on the tokens
 * that a calibration kept.
 */
final class ProjectionSearch implements AutoCloseable {
  /** How much of the channels' differences to move; null for none. */
  private static final @Nullable Double[] EXPONENTS = {null, 0.35, 0.5, 0.65, 0.8};

  /**
   * Parts of the range that was seen: a smaller one clips few values, and rounds all others finer.
   */
  private static final float[] CLIPS = {1, 0.9f, 0.8f, 0.7f, 0.6f, 0.5f, 0.4f, 0.3f};

  private final Engine engine;
  private final Operations operations;
  private final Quantized quantized;
  private final int outputs;
  private final int inputs;
  private final int parts;
  private final PackedWeights.RowSource rows;
  private final List<SourceStatistics> passes;

  /**
   * @param outputs of the projection
   * @param parts of equal numbers of outputs, whose errors count alike whatever their sizes
   * @param rows {@code W [outputs, inputs]}
   * @param passes what was seen of the source in each
   */
  ProjectionSearch(
      Engine engine,
      int outputs,
      int inputs,
      int parts,
      PackedWeights.RowSource rows,
      List<SourceStatistics> passes) {
    this.engine = engine;
    this.operations = new Operations(engine);
    this.quantized = new Quantized(operations);
    this.outputs = outputs;
    this.inputs = inputs;
    this.parts = parts;
    this.rows = rows;
    this.passes = passes;
  }

  /**
   * What suits best.
   *
   * @param noise of each pass
   */
  record Found(
      @Nullable Double exponent, float[] smoothing, List<SourceRange> ranges, double[] noise) {
    double sum() {
      return Arrays.stream(noise).sum();
    }
  }

  /**
   * @param smooth whether to try more than leaving the channels as they are
   */
  Found best(boolean smooth) {
    float[] columns = columnMagnitudes();
    Found best = null;
    try (Arena arena = new Arena(engine)) {
      PackedWeights exact = PackedWeights.pack(engine, arena, DataType.F32, outputs, inputs, rows);
      for (Double exponent : EXPONENTS) {
        if (exponent == null || smooth) {
          Found found = measure(exponent, smoothing(exponent, columns), exact);
          best = best == null || found.sum() < best.sum() ? found : best;
        }
      }
    }
    return best;
  }

  /** The largest weight of each column. */
  private float[] columnMagnitudes() {
    float[] largest = new float[inputs];
    float[] row = new float[inputs];
    for (int r = 0; r < outputs; r++) {
      rows.read(r, 1, FloatBuffer.wrap(row));
      for (int i = 0; i < inputs; i++) {
        largest[i] = Math.max(largest[i], Math.abs(row[i]));
      }
    }
    return largest;
  }

  /**
   * {@code max|X|^α / max|W|^(1-α)} for each channel (SmoothQuant, equation 4). A pass has a range
   * of its own, so of each pass a channel's share of the largest counts.
   */
  private float[] smoothing(@Nullable Double exponent, float[] columns) {
    float[] smoothing = new float[inputs];
    Arrays.fill(smoothing, 1);
    if (exponent == null) {
      return smoothing;
    }
    float[] shares = new float[inputs];
    for (SourceStatistics pass : passes) {
      float[] magnitudes = pass.magnitudes();
      float largest = Float.MIN_NORMAL;
      for (float magnitude : magnitudes) {
        largest = Math.max(largest, magnitude);
      }
      for (int i = 0; i < inputs; i++) {
        shares[i] = Math.max(shares[i], magnitudes[i] / largest);
      }
    }
    for (int i = 0; i < inputs; i++) {
      double factor = Math.pow(shares[i], exponent) / Math.pow(columns[i], 1 - exponent);
      boolean usable = factor > Float.MIN_NORMAL && factor < Float.MAX_VALUE;
      smoothing[i] = usable ? (float) factor : 1; // a channel that is always 0
    }
    return smoothing;
  }

  private Found measure(@Nullable Double exponent, float[] smoothing, PackedWeights exact) {
    try (Arena arena = new Arena(engine)) {
      QuantizedWeights weights =
          QuantizedWeights.pack(engine, arena, outputs, inputs, rows, smoothing);
      List<SourceRange> ranges = new ArrayList<>();
      double[] noise = new double[passes.size()];
      for (int pass = 0; pass < noise.length; pass++) {
        SourceStatistics seen = passes.get(pass);
        SourceRange whole = seen.range(smoothing);
        SourceRange best = whole;
        noise[pass] = Double.POSITIVE_INFINITY;
        Tensor x = seen.sample();
        try (Arena passArena = new Arena(engine)) {
          Tensor y = passArena.allocateUnset(DataType.F32, x.size(0), outputs);
          operations.linear(x, exact, null, Epilogue.NONE, null, y);
          float[] wanted = y.toArray();
          for (float clip : CLIPS) {
            SourceRange range = whole.times(clip);
            product(x, weights, smoothing, range, y);
            double found = noise(wanted, y.toArray());
            if (found < noise[pass]) {
              noise[pass] = found;
              best = range;
            }
          }
        }
        ranges.add(best);
      }
      return new Found(exponent, smoothing, ranges, noise);
    }
  }

  private void product(
      Tensor x, QuantizedWeights weights, float[] smoothing, SourceRange range, Tensor y) {
    try (Arena arena = new Arena(engine)) {
      QuantizedLinear linear =
          QuantizedLinear.of(weights, smoothing, range, new float[outputs], arena);
      Tensor q = arena.allocateUnset(DataType.U8, x.size(0), inputs);
      linear.apply(quantized, q, x, Epilogue.NONE, null, y);
    }
  }

  /** The squared error over the variance, the mean of the parts. */
  private double noise(float[] wanted, float[] found) {
    int tokens = wanted.length / outputs;
    double[] sums = new double[outputs];
    for (int i = 0; i < wanted.length; i++) {
      sums[i % outputs] += wanted[i];
    }
    double[] error = new double[parts];
    double[] variance = new double[parts];
    for (int token = 0; token < tokens; token++) {
      for (int column = 0; column < outputs; column++) {
        int part = column / (outputs / parts);
        int i = token * outputs + column;
        double deviation = wanted[i] - sums[column] / tokens;
        variance[part] += deviation * deviation;
        error[part] += ((double) found[i] - wanted[i]) * ((double) found[i] - wanted[i]);
      }
    }
    double noise = 0;
    for (int part = 0; part < parts; part++) {
      noise += error[part] / Math.max(variance[part], Double.MIN_NORMAL) / parts;
    }
    return noise;
  }

  @Override
  public void close() {
    operations.close();
  }
}

package io.github.albert4j.model;

import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Epilogue;
import io.github.albert4j.engine.PackedWeights;
import io.github.albert4j.engine.Quantized;
import io.github.albert4j.engine.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A linear map of one pass through a layer, in int8. The passes share the weights; the range of
 * what they multiply differs from pass to pass, so each has its own factors, scales and bias.
 *
 * @param weights {@code [outputs, inputs]} of {@link DataType#S8}
 * @param factors {@code [inputs]}: one over the source's step and the column's smoothing
 * @param zeroPoint of the source
 * @param scales {@code [outputs]}: the source's step times the row's
 * @param bias {@code [outputs]}, less what the zero point adds
 */
record QuantizedLinear(
    PackedWeights weights, Tensor factors, int zeroPoint, Tensor scales, Tensor bias)
    implements BlockLinear {

  /**
   * @param smoothing {@code [inputs]}: what sources are divided by and weights are multiplied with
   * @param range of the smoothed source in this pass
   * @param bias {@code [outputs]}
   * @param arena owns what is made
   */
  static QuantizedLinear of(
      QuantizedWeights weights, float[] smoothing, SourceRange range, float[] bias, Arena arena) {
    float[] factors = new float[smoothing.length];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = (float) (1 / (range.step() * smoothing[i]));
    }
    float[] scales = new float[bias.length];
    float[] shifted = new float[bias.length];
    for (int i = 0; i < bias.length; i++) {
      scales[i] = (float) (range.step() * weights.steps()[i]);
      shifted[i] = (float) (bias[i] - range.zeroPoint() * (double) scales[i] * weights.sums()[i]);
    }
    return new QuantizedLinear(
        weights.packed(),
        arena.copyOf(factors),
        range.zeroPoint(),
        arena.copyOf(scales),
        arena.copyOf(shifted));
  }

  @Override
  public void apply(
      Workspace w, Tensor x, Epilogue activation, @Nullable Tensor residual, Tensor y) {
    apply(w.quantized, w.bytes(x.size(0), x.size(1)), x, activation, residual, y);
  }

  /**
   * @param q {@code [tokens, inputs]}, where the source is quantized to
   */
  void apply(
      Quantized operations,
      Tensor q,
      Tensor x,
      Epilogue activation,
      @Nullable Tensor residual,
      Tensor y) {
    operations.quantize(x, factors, zeroPoint, q);
    operations.linear(q, weights, scales, bias, activation, residual, y);
  }
}

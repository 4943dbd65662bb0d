package io.github.albert4j.engine;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Products of bytes: unsigned sources with a zero point, signed weights up to {@link
 * #greatestWeight}, sums that are exact. For the thread of its operations.
 *
 * <p>With sources {@code q = x / a + z} and rows {@code w = b W}, where {@code a} is the source's
 * step, {@code z} its zero point and {@code b} a row's step, {@link #linear} gives {@code x Wᵀ +
 * bias} from the scales {@code a b} and the bias {@code bias - z · scales · rowSums(W)}.
 *
 * @since 0.1.0
 */
public final class Quantized {
  /** The greatest source; the least is 0. */
  public static final int GREATEST_SOURCE = 255;

  /** Every zero point there is, since a primitive reads its own from memory. */
  private static final Memory ZERO_POINTS = new Memory(4L * (GREATEST_SOURCE + 1));

  static {
    for (int zeroPoint = 0; zeroPoint <= GREATEST_SOURCE; zeroPoint++) {
      ZERO_POINTS.setInt(4L * zeroPoint, zeroPoint);
    }
  }

  private final Operations operations;
  private final Kernels kernels;
  private final Engine engine;

  /**
   * @param operations whose stream, scratch memory and primitives are shared
   */
  public Quantized(Operations operations) {
    this.operations = operations;
    this.kernels = operations.kernels;
    this.engine = kernels.engine;
  }

  /**
   * The greatest weight whose products are summed exactly on this processor; the least is its
   * negative. It is 127 where the processor has instructions that sum products of bytes (VNNI), and
   * 64 elsewhere: there pairs of products are added in 16 bits, and larger ones would saturate.
   */
  public static int greatestWeight(Engine engine) {
    return engine.greatestWeight;
  }

  /**
   * {@code y = epilogue((q Wᵀ) · scales + bias) + residual}, where the integer products are summed
   * exactly.
   *
   * @param q {@code [rows, inputs]} of {@link DataType#U8}
   * @param weights of {@link DataType#S8}, none beyond {@link #greatestWeight}
   * @param scales {@code [outputs]} in fp32
   * @param bias {@code [outputs]} in fp32, or null
   * @param residual {@code [rows, outputs]} of y's type, or null; not the same memory as y
   * @param y {@code [rows, outputs]}
   */
  public void linear(
      Tensor q,
      PackedWeights weights,
      Tensor scales,
      @Nullable Tensor bias,
      Epilogue epilogue,
      @Nullable Tensor residual,
      Tensor y) {
    assert q.type() == DataType.U8 && weights.type() == DataType.S8 : q + ", " + weights.type();
    assert q.size(1) == weights.inputs() && y.size(1) == weights.outputs() : q + " to " + y;
    assert residual == null || residual.type() == y.type() : residual + " to " + y;
    if (operations.activatesAfter(epilogue, residual, y)) {
      linear(q, weights, scales, bias, Epilogue.NONE, null, y);
      operations.activate(epilogue, y, y);
      return;
    }
    LinearKey key =
        new LinearKey(q.size(0), weights, bias != null, epilogue, residual != null, y.type());
    Call call = kernels.call(key, this::makeLinear);
    kernels.run(
        Multiplication.bind(
            call, q.address(), weights.address(), scales, bias, residual, y.address()));
  }

  private record LinearKey(
      long rows,
      PackedWeights weights,
      boolean bias,
      Epilogue epilogue,
      boolean residual,
      DataType destination) {}

  private Call makeLinear(LinearKey key) {
    PackedWeights weights = key.weights;
    WeightLayout layout = weights.layout();
    try (Descriptor q = layout.rows(DataType.U8, key.rows, weights.inputs());
        Descriptor scales = Descriptor.dense(DataType.F32, weights.outputs());
        Descriptor bias = key.bias ? layout.bias() : null;
        Descriptor y = layout.rows(key.destination, key.rows, weights.outputs());
        Attributes attributes =
            Attributes.scaled(key.epilogue, key.residual ? y : null, layout.convolution())) {
      Multiplication multiplication =
          new Multiplication(engine, q, layout.descriptor(), scales, bias, attributes, y);
      return multiplication.make(
          "multiply bytes",
          layout.convolution() ? multiplication.convolution() : multiplication.product());
    }
  }

  private record QuantizeKey(long rows, long columns) {}

  /**
   * {@code q = round(x · factors) + zeroPoint}, saturated to 0 to {@link #GREATEST_SOURCE}.
   *
   * @param x {@code [rows, columns]} in fp32
   * @param factors {@code [columns]} in fp32: one over the step, for each column
   * @param zeroPoint what zero becomes, 0 to {@link #GREATEST_SOURCE}
   * @param q {@code [rows, columns]} of {@link DataType#U8}
   */
  public void quantize(Tensor x, Tensor factors, int zeroPoint, Tensor q) {
    assert x.type() == DataType.F32 && q.type() == DataType.U8 : x + " to " + q;
    Call call = kernels.call(new QuantizeKey(x.size(0), x.size(1)), this::makeQuantize);
    kernels.run(
        call.bind(0, x.address())
            .bind(1, factors.address())
            .bind(2, Pointer.nativeValue(ZERO_POINTS) + 4L * zeroPoint)
            .bind(3, q.address()));
  }

  private Call makeQuantize(QuantizeKey key) {
    try (Descriptor x = Descriptor.dense(DataType.F32, key.rows, key.columns);
        Descriptor factors = Descriptor.dense(DataType.F32, key.columns);
        Descriptor zeroPoint = Descriptor.integer();
        Descriptor q = Descriptor.dense(DataType.U8, key.rows, key.columns);
        Attributes attributes = Attributes.quantizing()) {
      return new Call.Builder(engine)
          .argument(Dnnl.ARG_SRC, x)
          .argument(Dnnl.ARG_SCALES | Dnnl.ARG_SRC, factors)
          .argument(Dnnl.ARG_ZERO_POINTS | Dnnl.ARG_DST, zeroPoint)
          .argument(Dnnl.ARG_DST, q)
          .build(
              "quantize activations",
              p ->
                  Dnnl.dnnl_reorder_primitive_desc_create(
                      p, x.handle, engine.handle, q.handle, engine.handle, attributes.handle));
    }
  }
}

package io.github.albert4j.engine;

/**
 * What a tensor's elements are.
 *
 * @since 0.1.0
 */
public enum DataType {
  F32(3, 4),
  BF16(2, 2),
  /** Signed bytes: weights of {@link Quantized#linear}. */
  S8(5, 1),
  /** Unsigned bytes: what {@link Quantized#quantize} makes. */
  U8(6, 1);

  /** {@code dnnl_data_type_t}. */
  final int code;

  private final int bytes;

  DataType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /** Bytes an element. */
  public int bytes() {
    return bytes;
  }
}

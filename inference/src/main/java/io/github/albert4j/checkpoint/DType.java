package io.github.albert4j.checkpoint;

/**
 * How a file stores a tensor's elements; the names are those of safetensors.
 *
 * @since 0.1.0
 */
public enum DType {
  F64(8, true),
  F32(4, true),
  F16(2, true),
  BF16(2, true),
  I64(8, false),
  I32(4, false),
  I16(2, false),
  I8(1, false),
  U8(1, false),
  BOOL(1, false);

  private final int bytes;
  private final boolean floating;

  DType(int bytes, boolean floating) {
    this.bytes = bytes;
    this.floating = floating;
  }

  /** Bytes an element. */
  public int bytes() {
    return bytes;
  }

  /** Whether this is a floating-point type, as every weight must have. */
  public boolean isFloating() {
    return floating;
  }
}

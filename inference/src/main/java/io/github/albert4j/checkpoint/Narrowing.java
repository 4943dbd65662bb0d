package io.github.albert4j.checkpoint;

import io.github.albert4j.AlbertException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** fp32 to stored elements; half precision rounds to nearest, ties to even. */
final class Narrowing {
  private Narrowing() {}

  /** Converts all of the source into a little-endian destination. */
  static void narrow(String tensor, FloatBuffer source, DType dtype, ByteBuffer destination) {
    while (source.hasRemaining()) {
      float value = source.get();
      switch (dtype) {
        case F32 -> destination.putFloat(value);
        case F64 -> destination.putDouble(value);
        case F16 -> destination.putShort(check(tensor, value, dtype, floatToHalf(value)));
        case BF16 -> destination.putShort(check(tensor, value, dtype, floatToBfloat(value)));
        default -> throw new IllegalArgumentException(dtype + " is not floating");
      }
    }
  }

  /** A weight that overflowed would make a model of infinities. */
  private static short check(String tensor, float value, DType dtype, short narrow) {
    int exponent = dtype == DType.F16 ? 0x7c00 : 0x7f80;
    if ((narrow & 0x7fff) == exponent && !Float.isInfinite(value)) {
      throw new AlbertException(
          "tensor "
              + tensor
              + ": "
              + value
              + " is too large for "
              + dtype
              + "; use "
              + (dtype == DType.F16 ? "bf16" : "f32"));
    }
    return narrow;
  }

  static short floatToBfloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) (bits >>> 16 | 0x40); // quiet, and never rounded up to an infinity
    }
    return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
  }

  static short floatToHalf(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    int magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000) {
      return (short) (sign | 0x7e00);
    }
    if (magnitude >= 0x47800000) { // 65536 and more, infinity among them
      return (short) (sign | 0x7c00);
    }
    if (magnitude < 0x38800000) {
      // Below 2^-14 halves are multiples of 2^-24: adding 0.5 leaves that many in the last bits,
      // rounded by the addition itself.
      float shifted = Float.intBitsToFloat(magnitude) + 0.5f;
      return (short) (sign | Float.floatToRawIntBits(shifted) - 0x3f000000);
    }
    int rounded = magnitude + 0xfff + (magnitude >>> 13 & 1);
    return (short) (sign | rounded - 0x38000000 >>> 13);
  }
}

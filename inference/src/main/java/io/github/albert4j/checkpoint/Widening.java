package io.github.albert4j.checkpoint;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;

/** Stored elements to fp32. Exact from half precision; doubles round to nearest even. */
final class Widening {
  private static final int CHUNK = 2048; // elements; small enough for the stack's neighbourhood

  private Widening() {}

  /** Converts all of a little-endian source into the destination. */
  static void widen(DType dtype, ByteBuffer source, FloatBuffer destination) {
    switch (dtype) {
      case F32 -> destination.put(source.asFloatBuffer());
      case F16, BF16 -> halves(dtype, source.asShortBuffer(), destination);
      case F64 -> doubles(source.asDoubleBuffer(), destination);
      default -> throw new IllegalArgumentException(dtype + " is not floating");
    }
    source.position(source.limit());
  }

  private static void halves(DType dtype, ShortBuffer source, FloatBuffer destination) {
    short[] in = new short[Math.min(CHUNK, source.remaining())];
    float[] out = new float[in.length];
    while (source.hasRemaining()) {
      int n = Math.min(in.length, source.remaining());
      source.get(in, 0, n);
      if (dtype == DType.BF16) {
        for (int i = 0; i < n; i++) {
          out[i] = Float.intBitsToFloat(in[i] << 16);
        }
      } else {
        for (int i = 0; i < n; i++) {
          out[i] = halfToFloat(in[i]);
        }
      }
      destination.put(out, 0, n);
    }
  }

  private static void doubles(DoubleBuffer source, FloatBuffer destination) {
    double[] in = new double[Math.min(CHUNK, source.remaining())];
    float[] out = new float[in.length];
    while (source.hasRemaining()) {
      int n = Math.min(in.length, source.remaining());
      source.get(in, 0, n);
      for (int i = 0; i < n; i++) {
        out[i] = (float) in[i];
      }
      destination.put(out, 0, n);
    }
  }

  /** IEEE half to float. The multiplication moves the exponent's bias and normalises subnormals. */
  static float halfToFloat(short half) {
    int magnitude = (half & 0x7fff) << 13;
    int sign = (half & 0x8000) << 16;
    if ((half & 0x7c00) == 0x7c00) {
      return Float.intBitsToFloat(sign | 0x7f800000 | magnitude);
    }
    float value = Float.intBitsToFloat(magnitude) * 0x1p112f;
    return Float.intBitsToFloat(sign | Float.floatToRawIntBits(value));
  }
}

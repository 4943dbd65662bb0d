package io.github.albert4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.albert4j.AlbertException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NarrowingTest {
  @Test
  void everyHalfSurvivesTheWayThroughFloat() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      short half = (short) bits;
      float value = Widening.halfToFloat(half);
      if (Float.isNaN(value)) {
        assertThat(bits & 0x7fff).isGreaterThan(0x7c00);
        assertThat(Float.isNaN(Widening.halfToFloat(Narrowing.floatToHalf(value)))).isTrue();
      } else {
        assertThat(value).isEqualTo(slowHalf(bits));
        assertThat(Narrowing.floatToHalf(value)).isEqualTo(half);
      }
    }
  }

  /** The definition: sign, five bits of exponent, ten of fraction. */
  private static float slowHalf(int bits) {
    int exponent = bits >> 10 & 31;
    int fraction = bits & 1023;
    double magnitude =
        exponent == 31
            ? Double.POSITIVE_INFINITY
            : exponent == 0
                ? fraction * Math.pow(2, -24)
                : (1 + fraction / 1024.0) * Math.pow(2, exponent - 15);
    return (float) ((bits & 0x8000) == 0 ? magnitude : -magnitude);
  }

  @Test
  void halvesRoundToTheNearestTiesToEven() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 200_000; i++) {
      // A float between two neighbouring halves; every fourth one exactly in the middle.
      int lower = random.nextInt(0x7bff);
      double low = Widening.halfToFloat((short) lower);
      double high = Widening.halfToFloat((short) (lower + 1));
      double part = i % 4 == 0 ? 0.5 : random.nextDouble();
      float value = (float) (low + (high - low) * part);
      double distance = (value - low) - (high - value);
      int nearest = distance < 0 ? lower : distance > 0 ? lower + 1 : lower + (lower & 1);
      assertThat(Narrowing.floatToHalf(value))
          .as("%s, seed %d", value, seed)
          .isEqualTo((short) nearest);
    }
  }

  @Test
  void bfloatsRoundToTheNearestTiesToEven() {
    assertThat(Narrowing.floatToBfloat(Float.intBitsToFloat(0x3f808000))).isEqualTo((short) 0x3f80);
    assertThat(Narrowing.floatToBfloat(Float.intBitsToFloat(0x3f818000))).isEqualTo((short) 0x3f82);
    assertThat(Narrowing.floatToBfloat(Float.intBitsToFloat(0x3f808001))).isEqualTo((short) 0x3f81);
    assertThat(Narrowing.floatToBfloat(Float.intBitsToFloat(0x3f807fff))).isEqualTo((short) 0x3f80);
    assertThat(Narrowing.floatToBfloat(Float.intBitsToFloat(0x7f800001)))
        .as("NaN stays NaN")
        .isEqualTo((short) 0x7fc0);
    assertThat(Narrowing.floatToBfloat(Float.NEGATIVE_INFINITY)).isEqualTo((short) 0xff80);
  }

  @Test
  void aWeightThatOverflowsIsAnError() {
    ByteBuffer destination = ByteBuffer.allocate(2);
    assertThatThrownBy(
            () ->
                Narrowing.narrow(
                    "w", FloatBuffer.wrap(new float[] {70000}), DType.F16, destination))
        .isInstanceOf(AlbertException.class)
        .hasMessageContaining("tensor w")
        .hasMessageContaining("bf16");
  }
}

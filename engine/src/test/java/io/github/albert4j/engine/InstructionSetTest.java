package io.github.albert4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InstructionSetTest {
  private static final int[] CODES = {
    0x1, 0x3, 0x7, 0xf, 0x1f, 0x27, 0x67, 0xe7, 0x1ef, 0xfef, 0x1fef, 0x201ff, 0x22fff
  };

  @Test
  void productsOfBytesAreSummedFromTheFirstVnniOn() {
    assertThat(IntStream.of(CODES).filter(c -> !InstructionSet.multipliesBytes(c)))
        .extracting(InstructionSet::name)
        .containsExactly("sse41", "avx", "avx2", "avx512_core");
  }

  @Test
  void avx512BeginsAtItsCore() {
    assertThat(IntStream.of(CODES).filter(c -> !InstructionSet.hasAvx512(c)))
        .extracting(InstructionSet::name)
        .containsExactly("sse41", "avx", "avx2", "avx2_vnni", "avx2_vnni_2");
  }
}

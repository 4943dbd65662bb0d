package io.github.albert4j.engine;

/** Names of {@code dnnl_cpu_isa_t}. */
final class InstructionSet {
  private InstructionSet() {}

  /** Whether the code, an x86 processor's, has AVX-512. */
  static boolean hasAvx512(int isa) {
    return (isa & 0x20) != 0;
  }

  /** Whether the code, an x86 processor's, has instructions that sum products of bytes (VNNI). */
  static boolean multipliesBytes(int isa) {
    return (isa & (0x8 | 0x40)) != 0; // of AVX2, of AVX-512
  }

  static String name(int isa) {
    return switch (isa) {
      case 0x1 -> "sse41";
      case 0x3 -> "avx";
      case 0x7 -> "avx2";
      case 0xf -> "avx2_vnni";
      case 0x1f -> "avx2_vnni_2";
      case 0x27 -> "avx512_core";
      case 0x67 -> "avx512_core_vnni";
      case 0xe7 -> "avx512_core_bf16";
      case 0x1ef -> "avx512_core_fp16";
      case 0xfef -> "avx512_core_amx";
      case 0x1fef -> "avx512_core_amx_fp16";
      case 0x201ff -> "avx10_2_512";
      case 0x22fff -> "avx10_2_512_amx_2";
      case 0 -> "default";
      default -> "0x" + Integer.toHexString(isa);
    };
  }
}

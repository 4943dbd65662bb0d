package io.github.albert4j.engine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

class WeightLayoutTest {
  /** A library that wants another layout than the one measured must be measured anew. */
  @Test
  void panelsAreNarrowBeforeAvx512() {
    Engine engine = Engine.cpu();
    assumeTrue(engine.beforeAvx512 && engine.instructionSet().startsWith("avx2"));
    try (WeightLayout chosen = WeightLayout.choose(engine, DataType.F32, 3072, 768);
        Descriptor narrow = Descriptor.tagged(Dnnl.FORMAT_BA16A32B, DataType.F32, 768, 3072)) {
      assertTrue(chosen.descriptor().isSame(narrow));
    }
  }

  @Test
  void layoutsOfOtherWidthsDiffer() {
    Engine.cpu();
    try (Descriptor narrow = Descriptor.tagged(Dnnl.FORMAT_BA16A32B, DataType.F32, 768, 3072);
        Descriptor wide = Descriptor.tagged(Dnnl.FORMAT_BA16A64B, DataType.F32, 768, 3072)) {
      assertFalse(narrow.isSame(wide));
    }
  }
}

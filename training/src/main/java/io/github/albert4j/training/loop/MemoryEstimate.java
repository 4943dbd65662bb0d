package io.github.albert4j.training.loop;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.model.Precision;
import io.github.albert4j.training.gradient.ParameterLayout;

/** How much native memory a training takes, by its shapes. */
final class MemoryEstimate {
  private static final int FLOAT = Float.BYTES;

  private MemoryEstimate() {}

  static long bytes(PretrainingOptions options, ParameterLayout layout, Precision precision) {
    int type = precision == Precision.BF16 ? 2 : FLOAT;
    int threads = options.threads();
    // Weights and two moments; a gradient a thread and the few that wait in the tree of sums.
    int vectors = 3 + 2 * threads + 1;
    long flat = layout.size() * (FLOAT * vectors + (type == FLOAT ? 0 : type));
    return flat + threads * activations(options, type);
  }

  /** What one thread keeps for backward, and computes in. */
  private static long activations(PretrainingOptions options, int type) {
    AlbertConfig c = options.config();
    long tokens = options.microBatchTokens();
    int blocks = c.numHiddenLayers() * c.innerGroupNum();
    int kept = options.gradientCheckpointing() ? 1 : blocks;
    long hidden = c.hiddenSize();
    long block =
        tokens * (type * (5 * hidden + 2L * c.intermediateSize()) + FLOAT * 2 * hidden)
            + type * c.numAttentionHeads() * tokens * Math.min(tokens, c.maxPositionEmbeddings());
    long between = type * tokens * hidden * (blocks + 1);
    long backward = type * tokens * (9 * hidden + c.intermediateSize());
    long decoder = 256L * c.vocabSize() * (FLOAT + (type == FLOAT ? 0 : type));
    return kept * block + between + backward + decoder;
  }
}

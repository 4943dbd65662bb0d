package io.github.albert4j.model;

import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.PackedWeights;
import io.github.albert4j.engine.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The masked-LM head: {@code logits = LayerNorm(activation(h W₁ᵀ + b₁)) Eᵀ + b₂}, where E is the
 * table of word embeddings unless the checkpoint unties it.
 *
 * <p>The decoder's packed copy of a tied table is made on the first use: a model that only gives
 * features never pays for it.
 */
final class MaskedLmHead {
  final Linear transform; // [embedding, hidden]
  final LayerNorm norm; // [embedding]
  private final Tensor decoderBias; // [vocab]
  private final Tensor words; // [vocab, embedding]
  private final DataType type;
  private final Engine engine;
  private final Arena arena;
  private @Nullable Linear decoder;

  /**
   * @param words the tied table
   * @param untied the decoder's own weights, or null
   * @param arena will own the packed copy
   */
  MaskedLmHead(
      Linear transform,
      LayerNorm norm,
      Tensor decoderBias,
      Tensor words,
      @Nullable PackedWeights untied,
      DataType type,
      Engine engine,
      Arena arena) {
    this.transform = transform;
    this.norm = norm;
    this.decoderBias = decoderBias;
    this.words = words;
    this.type = type;
    this.engine = engine;
    this.arena = arena;
    this.decoder = untied == null ? null : new Linear(untied, decoderBias);
  }

  /** {@code [vocab, embedding]}. */
  synchronized Linear decoder() {
    if (decoder == null) {
      int width = (int) words.size(1);
      float[] row = new float[width];
      decoder =
          new Linear(
              PackedWeights.pack(
                  engine,
                  arena,
                  type,
                  words.size(0),
                  width,
                  (first, rows, to) -> {
                    for (long r = first; r < first + rows; r++) {
                      words.read(r * width, row, 0, width);
                      to.put(row);
                    }
                  }),
              decoderBias);
    }
    return decoder;
  }

  int vocabulary() {
    return (int) words.size(0);
  }
}

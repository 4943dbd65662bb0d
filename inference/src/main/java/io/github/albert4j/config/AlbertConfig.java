package io.github.albert4j.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of {@code config.json} under their Hugging Face names.
 *
 * @since 0.1.0
 */
public record AlbertConfig(
    int vocabSize,
    int embeddingSize,
    int hiddenSize,
    int numHiddenLayers,
    int numHiddenGroups,
    int innerGroupNum,
    int numAttentionHeads,
    int intermediateSize,
    Activation hiddenAct,
    double hiddenDropoutProb,
    double attentionProbsDropoutProb,
    double classifierDropoutProb,
    int maxPositionEmbeddings,
    int typeVocabSize,
    double initializerRange,
    double layerNormEps,
    int padTokenId,
    int bosTokenId,
    int eosTokenId,
    List<String> architectures,
    List<String> labels,
    @Nullable String problemType) {

  public int headSize() {
    return hiddenSize / numAttentionHeads;
  }

  /** Reads {@code config.json}, or where there is none {@code albert_config.json} (whose "gelu" is the tanh form). */
  public static AlbertConfig read(Path folder) {
    throw new UnsupportedOperationException();
  }
}

package io.github.albert4j.model;

import io.github.albert4j.engine.Arena;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All the weights of a model, in one arena.
 *
 * @param embeddings the tables, in the embedding space
 * @param embeddingHiddenMapping {@code [hidden, embedding]}; null in TensorFlow checkpoints whose
 *     two sizes are equal
 * @param blocks the layer that each block runs, as its pass sees it
 * @param pooler {@code [hidden, hidden]}, or null
 * @param maskedLm the vocabulary's head, or null
 * @param sentenceOrder {@code [2, hidden]}, or null
 * @param classifier {@code [labels, hidden]} of sequence, token or choice classification, or null
 * @param questionAnswering {@code [2, hidden]}, or null
 * @param beam Google's SQuAD 2.0 head, or null
 * @param arena owns everything above
 */
record Weights(
    Embeddings embeddings,
    @Nullable Linear embeddingHiddenMapping,
    List<Layer> blocks,
    @Nullable Linear pooler,
    @Nullable MaskedLmHead maskedLm,
    @Nullable Linear sentenceOrder,
    @Nullable Linear classifier,
    @Nullable Linear questionAnswering,
    @Nullable BeamHead beam,
    Arena arena) {}

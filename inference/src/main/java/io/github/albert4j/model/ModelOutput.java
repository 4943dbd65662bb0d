package io.github.albert4j.model;

import org.jspecify.annotations.Nullable;

/**
 * The answer of a forward pass; what was not asked for is null. The arrays are the caller's own.
 *
 * @param lastHiddenState {@code [tokens, hidden]}
 * @param poolerOutput {@code [rows, hidden]}
 * @param hiddenStates one {@code [tokens, hidden]} for the encoder's input and for each block
 * @param attentions for each block and row {@code [heads, length, length]}: query by key
 * @param logits masked-lm, pretraining and {@link Output#VOCABULARY_LOGITS} {@code [positions,
 *     vocab]}; sequence classification {@code [rows, labels]}; token classification {@code [tokens,
 *     labels]}; question answering {@code [tokens, 2]} (start, end); multiple choice {@code
 *     [rows]}, a row a choice
 * @param sopLogits {@code [rows, 2]}: in order, swapped
 * @param answerBeams one a row
 * @since 0.1.0
 */
public record ModelOutput(
    float @Nullable [] lastHiddenState,
    float @Nullable [] poolerOutput,
    float @Nullable [] @Nullable [] hiddenStates,
    float @Nullable [] @Nullable [] @Nullable [] attentions,
    float @Nullable [] logits,
    float @Nullable [] sopLogits,
    AnswerBeam @Nullable [] answerBeams) {}

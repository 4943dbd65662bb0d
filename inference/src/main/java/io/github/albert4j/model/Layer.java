package io.github.albert4j.model;

/**
 * The weights of one transformer layer, shared by all the passes of its group (paper, section 3.1,
 * "cross-layer parameter sharing").
 *
 * @param queryKeyValue {@code [3 hidden, hidden]}: the three maps as one, queries already divided
 *     by √(head size)
 * @param attentionOutput {@code [hidden, hidden]}
 * @param attentionNorm after the attention's residual
 * @param ffn {@code [intermediate, hidden]}
 * @param ffnOutput {@code [hidden, intermediate]}
 * @param outputNorm after the feed-forward's residual
 */
record Layer(
    Linear queryKeyValue,
    Linear attentionOutput,
    LayerNorm attentionNorm,
    Linear ffn,
    Linear ffnOutput,
    LayerNorm outputNorm) {}

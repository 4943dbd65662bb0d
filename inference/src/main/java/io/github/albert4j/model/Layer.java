package io.github.albert4j.model;

/**
 * One transformer layer as a pass sees it. The weights are shared by all the passes of its group
 * (paper, section 3.1, "cross-layer parameter sharing"); in int8 what surrounds them is not.
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
    BlockLinear queryKeyValue,
    BlockLinear attentionOutput,
    LayerNorm attentionNorm,
    BlockLinear ffn,
    BlockLinear ffnOutput,
    LayerNorm outputNorm) {}

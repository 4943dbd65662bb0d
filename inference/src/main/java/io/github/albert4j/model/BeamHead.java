package io.github.albert4j.model;

/**
 * The weights of Google's head for questions of which some have no answer; {@link BeamPass} has its
 * formulas.
 *
 * @param start {@code wₛ [1, hidden]} and bₛ
 * @param endToken the columns of {@code W₀ [hidden, 2 hidden]} that read a token, and b₀
 * @param endStart those that read the answer's start
 * @param endNorm {@code [hidden]}
 * @param end {@code wₑ [1, hidden]} and bₑ
 * @param answerClass {@code Wₐ [hidden, 2 hidden]} and bₐ
 * @param noAnswer {@code w [1, hidden]}, without a bias
 */
record BeamHead(
    Linear start,
    Linear endToken,
    Linear endStart,
    LayerNorm endNorm,
    Linear end,
    Linear answerClass,
    Linear noAnswer) {}

package io.github.albert4j.engine;

/**
 * What is done to each element when a matrix multiplication stores it.
 *
 * @since 0.1.0
 */
public enum Epilogue {
  /** {@code x}; a multiplication leaves it out. */
  NONE(38, 1, 0),
  /** {@code x Φ(x)}, with the error function. */
  GELU_ERF(49, 0, 0),
  /** {@code x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2}. */
  GELU_TANH(43, 0, 0),
  /** {@code x σ(1.702 x)}. */
  GELU_QUICK(44, 1.702f, 0),
  RELU(32, 0, 0),
  LEAKY_RELU(32, 0.01f, 0),
  /** {@code min(max(x, 0), 6)}. */
  RELU6(46, 0, 6),
  /** {@code x σ(x)}. */
  SILU(44, 1, 0),
  MISH(51, 0, 0),
  TANH(33, 0, 0),
  SIGMOID(41, 0, 0),
  ELU(34, 1, 0);

  /** Whether it costs much inside a multiplication, where {@link Engine#beforeAvx512}; measured. */
  boolean isCostly() {
    return switch (this) {
      case GELU_ERF, GELU_TANH, GELU_QUICK, SILU, TANH -> true;
      default -> false;
    };
  }

  /** {@code dnnl_alg_kind_t}. */
  final int algorithm;

  final float alpha;
  final float beta;

  Epilogue(int algorithm, float alpha, float beta) {
    this.algorithm = algorithm;
    this.alpha = alpha;
    this.beta = beta;
  }
}

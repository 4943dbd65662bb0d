package io.github.albert4j.training.optimizer;

/** By what a gradient is multiplied so that its norm is no more than a limit. */
public enum Clipping {
  /** {@code min(1, limit / norm)} ({@code tf.clip_by_global_norm}). */
  GOOGLE(0),
  /** {@code min(1, limit / (norm + 1e-6))} ({@code torch.nn.utils.clip_grad_norm_}). */
  TORCH(1e-6);

  private final double epsilon;

  Clipping(double epsilon) {
    this.epsilon = epsilon;
  }

  /**
   * The factor.
   *
   * @param limit 0 for none
   */
  public double scale(double norm, double limit) {
    return limit <= 0 ? 1 : Math.min(1, limit / (norm + epsilon));
  }
}

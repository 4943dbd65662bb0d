package io.github.albert4j.training.optimizer;

/**
 * The learning rate of each update: it rises linearly over the warm-up, then falls.
 *
 * @param form how it falls
 * @param peak the rate at the end of the warm-up, were it not falling
 * @param warmupSteps updates over which it rises from 0
 * @param totalSteps updates after which it has fallen to its end
 * @param power of the polynomial; 1 is a line
 */
public record Schedule(Form form, double peak, long warmupSteps, long totalSteps, double power) {
  /** How the rate falls. */
  public enum Form {
    /** Not at all. */
    CONSTANT,
    /** By a line from the end of the warm-up to 0 (transformers, {@code linear}). */
    LINEAR,
    /**
     * By a polynomial counted from step 0, not from the end of the warm-up (reference {@code
     * optimization.py}, {@code create_optimizer}).
     */
    GOOGLE,
    /** By a polynomial from the end of the warm-up to 1e-7 (transformers, {@code polynomial}). */
    POLYNOMIAL
  }

  private static final double POLYNOMIAL_END = 1e-7;

  /** A rate that stays once it has risen. */
  public static Schedule constant(double rate, long warmupSteps) {
    return new Schedule(Form.CONSTANT, rate, warmupSteps, 0, 1);
  }

  /** Google's, with a line. */
  public static Schedule google(double peak, long warmupSteps, long totalSteps) {
    return new Schedule(Form.GOOGLE, peak, warmupSteps, totalSteps, 1);
  }

  /**
   * The rate of an update.
   *
   * @param step updates done before it
   */
  public double rate(long step) {
    if (step < warmupSteps) {
      return peak * step / warmupSteps;
    }
    return switch (form) {
      case CONSTANT -> peak;
      case LINEAR ->
          peak
              * Math.max(0, totalSteps - step)
              / Math.max(1.0, (double) (totalSteps - warmupSteps));
      case GOOGLE -> peak * Math.pow(1 - (double) Math.min(step, totalSteps) / totalSteps, power);
      case POLYNOMIAL ->
          step >= totalSteps
              ? POLYNOMIAL_END
              : (peak - POLYNOMIAL_END)
                      * Math.pow(
                          1 - (double) (step - warmupSteps) / (totalSteps - warmupSteps), power)
                  + POLYNOMIAL_END;
    };
  }
}

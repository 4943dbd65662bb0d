package io.github.albert4j.training.optimizer;

import io.github.albert4j.training.gradient.Parameter;

/**
 * How gradients change weights.
 *
 * <p>All keep the moving averages m and v of the gradient and of its square (Kingma and Ba 2014),
 * and add {@code weightDecay · w} to the update, not to the gradient (Loshchilov and Hutter 2017).
 *
 * @param form which of them
 * @param beta1 the share of m that stays
 * @param beta2 the share of v that stays
 * @param epsilon added to √v
 * @param weightDecay of all parameters but LayerNorm's and biases
 * @param poolerRate what the pooler and the sentence-order head learn at, as a share of the
 *     learning rate. At the rates that suit small models the pooler's tanh was seen at its ends
 * @param queryKeyRate what queries and keys learn at, likewise. At such rates the later passes'
 *     heads were seen to look at {@code [CLS]} and {@code [SEP]} alone
 */
public record UpdateRule(
    Form form,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    double poolerRate,
    double queryKeyRate) {
  /** The published variants. */
  public enum Form {
    /** {@code AdamWeightDecayOptimizer} of the reference: without bias correction. */
    ADAMW,
    /** {@code LAMBOptimizer} of the reference (You et al. 2019): without bias correction. */
    LAMB,
    /** PyTorch's AdamW: with bias correction, the decay before the update. */
    ADAMW_TORCH,
    /** LAMB as in the paper, algorithm 2: with bias correction. */
    LAMB_PAPER,
    /** Muon for the encoder's matrices, see {@link Muon}; all others as ADAMW_TORCH. */
    MUON;

    /** Whether each parameter's update is scaled by {@code ‖w‖ / ‖update‖}. */
    boolean hasTrustRatio() {
      return this == LAMB || this == LAMB_PAPER;
    }

    boolean correctsBias() {
      return this == ADAMW_TORCH || this == LAMB_PAPER || this == MUON;
    }
  }

  /** The constants that the form was published with. */
  public static UpdateRule of(Form form) {
    boolean torch = form == Form.ADAMW_TORCH || form == Form.MUON;
    return new UpdateRule(form, 0.9, 0.999, torch ? 1e-8 : 1e-6, 0.01, 1, 1);
  }

  /** The same with another rate for what is pooled. */
  public UpdateRule withPoolerRate(double share) {
    return new UpdateRule(form, beta1, beta2, epsilon, weightDecay, share, queryKeyRate);
  }

  /** The same with another rate for queries and keys. */
  public UpdateRule withQueryKeyRate(double share) {
    return new UpdateRule(form, beta1, beta2, epsilon, weightDecay, poolerRate, share);
  }

  /** What a parameter learns at, as a share of the learning rate. */
  double shareOf(Parameter parameter) {
    if (parameter.isPooled()) {
      return poolerRate;
    }
    return parameter.isQueryOrKey() ? queryKeyRate : 1;
  }
}

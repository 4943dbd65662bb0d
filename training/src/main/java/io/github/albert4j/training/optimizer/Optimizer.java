package io.github.albert4j.training.optimizer;

import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Tensor;
import io.github.albert4j.training.gradient.Parameter;
import io.github.albert4j.training.gradient.ParameterLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes the weights by their gradients. All vectors are cut into pieces of one size, whatever the
 * number of threads, and sums over pieces are taken in their order: so the result is the same bits
 * for any number of threads.
 *
 * <p>Not for more than one thread at a time.
 */
public final class Optimizer implements AutoCloseable {
  private static final int PIECE = 1 << 15;

  /** A part of one parameter. */
  private record Piece(
      int parameter, boolean decays, boolean muon, double rate, long offset, int n) {}

  private final UpdateRule rule;
  private final Tensor weights;
  private final Tensor mean;
  private final Tensor variance;
  private final int parameters;
  private final List<Piece> pieces = new ArrayList<>();
  private final List<String> names = new ArrayList<>(); // of each piece's parameter
  private final List<Muon> matrices = new ArrayList<>();
  private long updates;

  /**
   * @param arena owns the moments
   * @param weights {@code [layout.size()]} in fp32
   * @param type what multiplications read; moments and updates are fp32
   */
  public Optimizer(
      Arena arena, ParameterLayout layout, UpdateRule rule, Tensor weights, DataType type) {
    this.rule = rule;
    this.weights = weights;
    this.mean = arena.allocate(DataType.F32, layout.size());
    this.variance = arena.allocate(DataType.F32, layout.size());
    List<Parameter> all = layout.parameters();
    this.parameters = all.size();
    for (int i = 0; i < parameters; i++) {
      Parameter parameter = all.get(i);
      if (!layout.trains(parameter)) {
        continue;
      }
      boolean muon = takesMuon(rule, parameter);
      if (muon) {
        matrices.add(new Muon(Engine.cpu(), arena, parameter, type));
      }
      double rate = rule.shareOf(parameter);
      for (long at = 0; at < parameter.size(); at += PIECE) {
        int n = (int) Math.min(PIECE, parameter.size() - at);
        pieces.add(new Piece(i, parameter.decays(), muon, rate, parameter.offset() + at, n));
        names.add(parameter.name());
      }
    }
  }

  /** Bytes of native memory that updates take beside the moments. */
  public static long scratchBytes(ParameterLayout layout, UpdateRule rule, DataType type) {
    return layout.parameters().stream()
        .filter(p -> layout.trains(p) && takesMuon(rule, p))
        .mapToLong(p -> Muon.bytes(p, type))
        .sum();
  }

  private static boolean takesMuon(UpdateRule rule, Parameter parameter) {
    return rule.form() == UpdateRule.Form.MUON && Muon.suits(parameter);
  }

  /** The moving average of the gradient, {@code [layout.size()]}. */
  public Tensor mean() {
    return mean;
  }

  /** The moving average of the gradient's square. */
  public Tensor variance() {
    return variance;
  }

  /** How many updates were made. */
  public long updates() {
    return updates;
  }

  /** Goes on after some updates, whose moments the caller has put in place. */
  public void resume(long updatesDone) {
    updates = updatesDone;
  }

  /**
   * Norms over all parameters that are trained.
   *
   * @param vector {@code [layout.size()]}
   */
  public Norms norms(Tensor vector, Parallel parallel) {
    double[] squares = new double[pieces.size()];
    parallel.forEach(
        squares.length,
        i -> {
          Piece piece = pieces.get(i);
          float[] values = Scratch.get(0);
          vector.read(piece.offset, values, 0, piece.n);
          squares[i] = sumOfSquares(values, piece.n);
        });
    return new Norms(names, squares);
  }

  /**
   * Makes one update.
   *
   * @param gradient is used up
   * @param clip what the gradient is multiplied with first, see {@link Clipping}
   * @param rate the learning rate
   */
  public void update(Tensor gradient, double clip, double rate, Parallel parallel) {
    updates++;
    double[] weightSquares = new double[pieces.size()];
    double[] updateSquares = new double[pieces.size()];
    parallel.forEach(pieces.size(), i -> prepare(i, gradient, clip, weightSquares, updateSquares));
    parallel.forEach(
        matrices.size(),
        i -> matrices.get(i).orthogonalize(gradient, weights, (float) rule.weightDecay()));
    double[] trust = trustRatios(weightSquares, updateSquares);
    parallel.forEach(
        pieces.size(), i -> apply(pieces.get(i), gradient, rate, trust[pieces.get(i).parameter]));
  }

  /** Moves the moments, and leaves the update in the gradient's place. */
  private void prepare(
      int index, Tensor gradient, double clip, double[] weightSquares, double[] updateSquares) {
    Piece piece = pieces.get(index);
    int n = piece.n;
    float[] g = Scratch.get(0);
    float[] m = Scratch.get(1);
    float[] v = Scratch.get(2);
    float[] w = Scratch.get(3);
    gradient.read(piece.offset, g, 0, n);
    mean.read(piece.offset, m, 0, n);
    if (piece.muon) {
      momentum(g, m, n, clip);
      mean.write(piece.offset, m, 0, n);
      gradient.write(piece.offset, g, 0, n);
      return;
    }
    variance.read(piece.offset, v, 0, n);
    weights.read(piece.offset, w, 0, n);
    moments(g, m, v, n, clip);
    mean.write(piece.offset, m, 0, n);
    variance.write(piece.offset, v, 0, n);
    direction(g, m, v, w, n, piece.decays ? rule.weightDecay() : 0);
    gradient.write(piece.offset, g, 0, n);
    if (rule.form().hasTrustRatio() && piece.decays) {
      weightSquares[index] = sumOfSquares(w, n);
      updateSquares[index] = sumOfSquares(g, n);
    }
  }

  // The loops over elements compute in float throughout: only so does Java vectorise them.

  /** Muon's, by Nesterov; its length does not matter. */
  private static void momentum(float[] g, float[] m, int n, double clip) {
    float scale = (float) clip;
    float keep = Muon.MOMENTUM;
    for (int i = 0; i < n; i++) {
      float gradient = g[i] * scale;
      m[i] = keep * m[i] + gradient;
      g[i] = gradient + keep * m[i];
    }
  }

  private void moments(float[] g, float[] m, float[] v, int n, double clip) {
    float scale = (float) clip;
    float keepMean = (float) rule.beta1();
    float keepVariance = (float) rule.beta2();
    float addMean = (float) (1 - rule.beta1());
    float addVariance = (float) (1 - rule.beta2());
    for (int i = 0; i < n; i++) {
      float gradient = g[i] * scale;
      m[i] = keepMean * m[i] + addMean * gradient;
      v[i] = keepVariance * v[i] + addVariance * (gradient * gradient);
    }
  }

  /** Puts {@code m̂ / (√v̂ + ε) + decay · w} in the gradient's place. */
  private void direction(float[] g, float[] m, float[] v, float[] w, int n, double decay) {
    boolean corrects = rule.form().correctsBias();
    float ofMean = corrects ? (float) (1 / (1 - Math.pow(rule.beta1(), updates))) : 1;
    float ofRoot = corrects ? (float) (1 / Math.sqrt(1 - Math.pow(rule.beta2(), updates))) : 1;
    float ofWeight = (float) decay;
    float epsilon = (float) rule.epsilon();
    for (int i = 0; i < n; i++) {
      g[i] = m[i] * ofMean / ((float) Math.sqrt(v[i]) * ofRoot + epsilon) + ofWeight * w[i];
    }
  }

  /** {@code ‖w‖ / ‖update‖} of each parameter, 1 where either is 0 or no decay applies. */
  private double[] trustRatios(double[] weightSquares, double[] updateSquares) {
    double[] ofWeights = new double[parameters];
    double[] ofUpdates = new double[parameters];
    for (int i = 0; i < pieces.size(); i++) {
      ofWeights[pieces.get(i).parameter] += weightSquares[i];
      ofUpdates[pieces.get(i).parameter] += updateSquares[i];
    }
    double[] ratios = new double[parameters];
    for (int i = 0; i < parameters; i++) {
      ratios[i] = ofWeights[i] > 0 && ofUpdates[i] > 0 ? Math.sqrt(ofWeights[i] / ofUpdates[i]) : 1;
    }
    return ratios;
  }

  private void apply(Piece piece, Tensor update, double rate, double trust) {
    float[] u = Scratch.get(0);
    float[] w = Scratch.get(1);
    update.read(piece.offset, u, 0, piece.n);
    weights.read(piece.offset, w, 0, piece.n);
    float scale = (float) (rate * piece.rate * trust);
    for (int i = 0; i < piece.n; i++) {
      w[i] -= scale * u[i];
    }
    weights.write(piece.offset, w, 0, piece.n);
  }

  static double sumOfSquares(float[] values, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += (double) values[i] * values[i];
    }
    return sum;
  }

  @Override
  public void close() {
    matrices.forEach(Muon::close);
  }

  /** Arrays that a thread computes in. */
  private static final class Scratch {
    private static final ThreadLocal<float[][]> ARRAYS =
        ThreadLocal.withInitial(() -> new float[4][PIECE]);

    static float[] get(int which) {
      return ARRAYS.get()[which];
    }
  }
}

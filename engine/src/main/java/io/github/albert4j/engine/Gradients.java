package io.github.albert4j.engine;

/**
 * What training needs beside {@link Operations}: the forms that keep what a derivative needs, the
 * derivatives, and sums and products of whole tensors. A derivative is named {@code dx} for the
 * loss's derivative by {@code x}. For the thread of its operations.
 *
 * @since 0.1.0
 */
public final class Gradients {
  private final Engine engine;
  private final Kernels kernels;
  private final Activations activations;
  private final Softmax softmax;

  /**
   * @param operations whose stream, scratch memory and primitives are shared
   */
  public Gradients(Operations operations) {
    this.kernels = operations.kernels;
    this.engine = kernels.engine;
    this.activations = operations.activations;
    this.softmax = operations.softmax;
  }

  private record LayerNormKey(
      long rows, long columns, float epsilon, DataType x, DataType y, boolean backward) {}

  /**
   * {@link Operations#layerNorm}, keeping the statistics.
   *
   * @param mean {@code [rows]}, will hold the mean of each row
   * @param variance {@code [rows]}, likewise
   */
  public void layerNorm(
      Tensor x, Tensor gamma, Tensor beta, float epsilon, Tensor mean, Tensor variance, Tensor y) {
    LayerNormKey key = new LayerNormKey(x.size(0), x.size(1), epsilon, x.type(), y.type(), false);
    kernels.run(
        kernels
            .call(key, this::makeLayerNorm)
            .bind(0, x.address())
            .bind(1, gamma.address())
            .bind(2, beta.address())
            .bind(3, mean.address())
            .bind(4, variance.address())
            .bind(5, y.address()));
  }

  private Call makeLayerNorm(LayerNormKey key) {
    try (Descriptor x = Descriptor.dense(key.x, key.rows, key.columns);
        Descriptor scale = Descriptor.dense(DataType.F32, key.columns);
        Descriptor statistics = Descriptor.dense(DataType.F32, key.rows);
        Descriptor y = Descriptor.dense(key.y, key.rows, key.columns);
        Attributes attributes = Attributes.plain()) {
      return new Call.Builder(engine)
          .argument(Dnnl.ARG_SRC, x)
          .argument(Dnnl.ARG_SCALE, scale)
          .argument(Dnnl.ARG_SHIFT, scale)
          .argument(Dnnl.ARG_MEAN, statistics)
          .argument(Dnnl.ARG_VARIANCE, statistics)
          .argument(Dnnl.ARG_DST, y)
          .build(
              "normalise a layer",
              p ->
                  Dnnl.dnnl_layer_normalization_forward_primitive_desc_create(
                      p,
                      engine.handle,
                      Dnnl.FORWARD_TRAINING,
                      x.handle,
                      y.handle,
                      statistics.handle,
                      key.epsilon,
                      Dnnl.USE_SCALE | Dnnl.USE_SHIFT,
                      attributes.handle));
    }
  }

  /**
   * The derivatives of layer normalisation by its input and by γ and β, which are overwritten.
   *
   * @param dx of the type of dy; may be the same tensor
   * @param dGamma {@code [columns]}
   * @param dBeta {@code [columns]}
   */
  public void layerNormBackward(
      Tensor x,
      Tensor mean,
      Tensor variance,
      Tensor gamma,
      float epsilon,
      Tensor dy,
      Tensor dx,
      Tensor dGamma,
      Tensor dBeta) {
    assert dx.type() == dy.type() : dy + " to " + dx;
    LayerNormKey key = new LayerNormKey(x.size(0), x.size(1), epsilon, x.type(), dy.type(), true);
    kernels.run(
        kernels
            .call(key, this::makeLayerNormBackward)
            .bind(0, x.address())
            .bind(1, mean.address())
            .bind(2, variance.address())
            .bind(3, gamma.address())
            .bind(4, dy.address())
            .bind(5, dx.address())
            .bind(6, dGamma.address())
            .bind(7, dBeta.address()));
  }

  private Call makeLayerNormBackward(LayerNormKey key) {
    try (Descriptor x = Descriptor.dense(key.x, key.rows, key.columns);
        Descriptor scale = Descriptor.dense(DataType.F32, key.columns);
        Descriptor statistics = Descriptor.dense(DataType.F32, key.rows);
        Descriptor dy = Descriptor.dense(key.y, key.rows, key.columns);
        Attributes attributes = Attributes.plain()) {
      return new Call.Builder(engine)
          .argument(Dnnl.ARG_SRC, x)
          .argument(Dnnl.ARG_MEAN, statistics)
          .argument(Dnnl.ARG_VARIANCE, statistics)
          .argument(Dnnl.ARG_SCALE, scale)
          .argument(Dnnl.ARG_DIFF_DST, dy)
          .argument(Dnnl.ARG_DIFF_SRC, dy)
          .argument(Dnnl.ARG_DIFF_SCALE, scale)
          .argument(Dnnl.ARG_DIFF_SHIFT, scale)
          .build(
              "differentiate a layer normalisation",
              p ->
                  Dnnl.dnnl_layer_normalization_backward_primitive_desc_create(
                      p,
                      engine.handle,
                      Dnnl.BACKWARD,
                      dy.handle,
                      dy.handle,
                      x.handle,
                      statistics.handle,
                      key.epsilon,
                      Dnnl.USE_SCALE | Dnnl.USE_SHIFT,
                      0,
                      attributes.handle));
    }
  }

  /** {@code dx = y ⊙ (dy - Σ y ⊙ dy)} over each row; dx may be dy. */
  public void softmaxBackward(Tensor y, Tensor dy, Tensor dx) {
    softmax.backward(y, dy, dx);
  }

  /** {@code dx = f'(x) dy} for each element; dx may be dy. */
  public void activateBackward(Epilogue function, Tensor x, Tensor dy, Tensor dx) {
    activations.backward(function, x, dy, dx);
  }

  private record BinaryKey(int algorithm, long elements, DataType a, DataType b, DataType c) {}

  /** {@code c = a + b}, element by element; c may be a. */
  public void add(Tensor a, Tensor b, Tensor c) {
    binary(Dnnl.BINARY_ADD, a, b, c);
  }

  /** {@code c = a ⊙ b}, element by element; c may be a. */
  public void multiply(Tensor a, Tensor b, Tensor c) {
    binary(Dnnl.BINARY_MUL, a, b, c);
  }

  private void binary(int algorithm, Tensor a, Tensor b, Tensor c) {
    assert a.elements() == b.elements() && a.elements() == c.elements() : a + ", " + b + ", " + c;
    BinaryKey key = new BinaryKey(algorithm, a.elements(), a.type(), b.type(), c.type());
    kernels.run(
        kernels
            .call(key, this::makeBinary)
            .bind(0, a.address())
            .bind(1, b.address())
            .bind(2, c.address()));
  }

  private Call makeBinary(BinaryKey key) {
    try (Descriptor a = Descriptor.dense(key.a, 1, key.elements);
        Descriptor b = Descriptor.dense(key.b, 1, key.elements);
        Descriptor c = Descriptor.dense(key.c, 1, key.elements);
        Attributes attributes = Attributes.plain()) {
      return Call.binary(engine, "combine two tensors", key.algorithm, a, b, attributes, c);
    }
  }

  private record CastKey(long elements, DataType x, DataType y) {}

  /** {@code y = x} in y's type, rounded to the nearest. */
  public void cast(Tensor x, Tensor y) {
    assert x.elements() == y.elements() : x + " to " + y;
    CastKey key = new CastKey(x.elements(), x.type(), y.type());
    kernels.run(kernels.call(key, this::makeCast).bind(0, x.address()).bind(1, y.address()));
  }

  private Call makeCast(CastKey key) {
    try (Descriptor x = Descriptor.dense(key.x, 1, key.elements);
        Descriptor y = Descriptor.dense(key.y, 1, key.elements)) {
      return Call.reorder(engine, "cast a tensor", x, y);
    }
  }
}

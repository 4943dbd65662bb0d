package io.github.albert4j.engine;

/**
 * The activations of {@link Epilogue} by themselves, and their derivatives.
 *
 * <p>On x86 before AVX-512 ({@link Engine#beforeAvx512}) GELU's tanh form goes by way of the
 * logistic function, which is no other number: {@code (1 + tanh(z / 2)) / 2 = σ(z)}, so that
 *
 * <pre>
 * z = √(8/π) (x + 0.044715 x³)    s = σ(z)    y = x s    dy/dx = s + x z' s (1 - s)
 * </pre>
 */
final class Activations {
  private static final float CUBE = 0.044715f;
  private static final float SLOPE = (float) Math.sqrt(8 / Math.PI);

  private final Kernels kernels;
  private final Engine engine;

  Activations(Kernels kernels) {
    this.kernels = kernels;
    this.engine = kernels.engine;
  }

  private record Key(long elements, DataType type, Epilogue function, boolean backward) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key k
          && elements == k.elements
          && type == k.type
          && function == k.function
          && backward == k.backward;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(elements);
    }
  }

  /** {@code y = f(x)}; x and y may be the same. */
  void forward(Epilogue function, Tensor x, Tensor y) {
    assert x.type() == y.type() : x + " to " + y;
    if (goesBySigma(function, y)) {
      geluTanh(x, y);
      return;
    }
    Key key = new Key(y.elements(), y.type(), function, false);
    kernels.run(kernels.call(key, this::makeForward).bindAll(x.address(), y.address()));
  }

  private Call makeForward(Key key) {
    try (Descriptor y = Descriptor.dense(key.type, 1, key.elements);
        Attributes attributes = Attributes.plain()) {
      return new Call.Builder(engine)
          .argument(Dnnl.ARG_SRC, y)
          .argument(Dnnl.ARG_DST, y)
          .build(
              "compute " + key.function,
              p ->
                  Dnnl.dnnl_eltwise_forward_primitive_desc_create(
                      p,
                      engine.handle,
                      Dnnl.FORWARD_INFERENCE,
                      key.function.algorithm,
                      y.handle,
                      y.handle,
                      key.function.alpha,
                      key.function.beta,
                      attributes.handle));
    }
  }

  /** {@code dx = f'(x) dy}; dx may be dy. */
  void backward(Epilogue function, Tensor x, Tensor dy, Tensor dx) {
    assert x.type() == dy.type() && x.type() == dx.type() : x + ", " + dy + ", " + dx;
    if (goesBySigma(function, x)) {
      geluTanhBackward(x, dy, dx);
      return;
    }
    Key key = new Key(x.elements(), x.type(), function, true);
    kernels.run(
        kernels.call(key, this::makeBackward).bindAll(x.address(), dy.address(), dx.address()));
  }

  private Call makeBackward(Key key) {
    try (Descriptor x = Descriptor.dense(key.type, 1, key.elements);
        Attributes attributes = Attributes.plain()) {
      return new Call.Builder(engine)
          .argument(Dnnl.ARG_SRC, x)
          .argument(Dnnl.ARG_DIFF_DST, x)
          .argument(Dnnl.ARG_DIFF_SRC, x)
          .build(
              "differentiate " + key.function,
              p ->
                  Dnnl.dnnl_eltwise_backward_primitive_desc_create(
                      p,
                      engine.handle,
                      key.function.algorithm,
                      x.handle,
                      x.handle,
                      x.handle,
                      key.function.alpha,
                      key.function.beta,
                      0,
                      attributes.handle));
    }
  }

  private boolean goesBySigma(Epilogue function, Tensor x) {
    return engine.beforeAvx512 && function == Epilogue.GELU_TANH && x.type() == DataType.F32;
  }

  private void geluTanh(Tensor x, Tensor y) {
    long at = x.address();
    kernels.run(step(Step.VALUE, y.elements()).bindAll(at, at, at, at, y.address()));
  }

  private void geluTanhBackward(Tensor x, Tensor dy, Tensor dx) {
    long sigma = kernels.block(0);
    long slope = kernels.block(1);
    for (long done = 0; done < x.elements(); done += Kernels.BLOCK) {
      long n = Math.min(Kernels.BLOCK, x.elements() - done);
      long at = x.address(done);
      kernels.run(step(Step.SIGMA, n).bindAll(at, at, at, sigma));
      kernels.run(step(Step.SIGMA_SLOPE, n).bindAll(sigma, sigma, sigma, slope));
      kernels.run(
          step(Step.DERIVATIVE, n)
              .bindAll(at, at, at, slope, sigma, dy.address(done), dx.address(done)));
    }
  }

  /** What is made of a square, with the operands that it reads. */
  private enum Step {
    /** {@code x²} becomes {@code x s}, with x and x. */
    VALUE,
    /** {@code x²} becomes {@code s}, with x. */
    SIGMA,
    /** {@code s²} becomes {@code -s (1 - s)}, with s. */
    SIGMA_SLOPE,
    /** {@code x²} becomes {@code (s + x z' s (1 - s)) dy}, with x, -s (1 - s), s and dy. */
    DERIVATIVE;

    Attributes of(Descriptor operand) {
      Attributes square = Attributes.plain();
      return switch (this) {
        case VALUE -> sigma(square, operand).multiply(operand);
        case SIGMA -> sigma(square, operand);
        case SIGMA_SLOPE -> square.subtract(operand);
        case DERIVATIVE ->
            square
                .linear(-3 * CUBE * SLOPE, -SLOPE) // -z'
                .multiply(operand)
                .multiply(operand)
                .add(operand)
                .multiply(operand);
      };
    }

    private static Attributes sigma(Attributes square, Descriptor x) {
      return square.linear(CUBE * SLOPE, SLOPE).multiply(x).activate(Epilogue.SIGMOID);
    }
  }

  private record StepKey(Step step, long elements) {
    @Override
    public boolean equals(Object other) {
      return other instanceof StepKey k && step == k.step && elements == k.elements;
    }

    @Override
    public int hashCode() {
      return 31 * step.hashCode() + Long.hashCode(elements);
    }
  }

  /**
   * Its arguments are those of {@link Call#binary}: the squared twice, the operands, the result.
   */
  private Call step(Step step, long elements) {
    return kernels.call(new StepKey(step, elements), this::makeStep);
  }

  private Call makeStep(StepKey key) {
    try (Descriptor x = Descriptor.dense(DataType.F32, 1, key.elements);
        Attributes attributes = key.step.of(x)) {
      return Call.binary(engine, "compute GELU_TANH", Dnnl.BINARY_MUL, x, x, attributes, x);
    }
  }
}

package io.github.albert4j.training.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.albert4j.engine.Tensor;
import java.util.Random;
import java.util.function.DoubleSupplier;

/**
 * Derivatives beside central differences: by some elements, along a random direction, and along the
 * gradient itself, where nothing that is missing can hide. Differences of two steps are combined so
 * that the error falls with the fourth power of the step: in fp32 the step cannot be small.
 */
final class FiniteDifferences {
  private static final double STEP = 0.02;
  private static final double ROUNDING = 5e-5; // of the loss, and divided by the step

  private final DoubleSupplier loss;
  private final double tolerance;
  private final int elements;
  private final Random random = new Random(5);

  /**
   * @param tolerance of the gradient's norm
   * @param elements to try alone, of each tensor
   */
  FiniteDifferences(DoubleSupplier loss, double tolerance, int elements) {
    this.loss = loss;
    this.tolerance = tolerance;
    this.elements = elements;
  }

  /** Checks the derivatives by the first elements of a tensor, as many as there are. */
  void check(String what, Tensor x, float[] gradient) {
    double norm = 0;
    for (float g : gradient) {
      assertThat(g).as(what).isFinite();
      norm += (double) g * g;
    }
    norm = Math.sqrt(norm);
    double allowed = tolerance * norm + ROUNDING * Math.max(10, Math.abs(loss.getAsDouble()));
    double[] direction = new double[gradient.length];
    for (int i = 0; i < elements; i++) {
      int element = random.nextInt(gradient.length);
      direction[element] = 1;
      along(what + "[" + element + "]", x, gradient, direction, allowed);
      direction[element] = 0;
    }
    double length = 0;
    for (int i = 0; i < direction.length; i++) {
      direction[i] = random.nextGaussian();
      length += direction[i] * direction[i];
    }
    scale(direction, 1 / Math.sqrt(length));
    along(what + " in a random direction", x, gradient, direction, allowed);
    if (norm > 1e-3) {
      for (int i = 0; i < direction.length; i++) {
        direction[i] = gradient[i] / norm;
      }
      along(what + " along its gradient", x, gradient, direction, allowed);
    }
  }

  private static void scale(double[] vector, double by) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= by;
    }
  }

  private void along(String what, Tensor x, float[] gradient, double[] direction, double allowed) {
    double expected = 0;
    for (int i = 0; i < gradient.length; i++) {
      expected += gradient[i] * direction[i];
    }
    double coarse = difference(x, direction, STEP);
    double fine = difference(x, direction, STEP / 2);
    double found = (4 * fine - coarse) / 3;
    assertThat(Math.abs(found - expected))
        .as("%s: the formula says %s, differences %s", what, expected, found)
        .isLessThan(allowed);
  }

  private double difference(Tensor x, double[] direction, double step) {
    float[] values = new float[direction.length];
    x.read(0, values, 0, values.length);
    double up = moved(x, values, direction, step);
    double down = moved(x, values, direction, -step);
    x.write(0, values, 0, values.length);
    return (up - down) / (2 * step);
  }

  private double moved(Tensor x, float[] values, double[] direction, double step) {
    float[] there = new float[values.length];
    for (int i = 0; i < there.length; i++) {
      there[i] = (float) (values[i] + step * direction[i]);
    }
    x.write(0, there, 0, there.length);
    return loss.getAsDouble();
  }
}

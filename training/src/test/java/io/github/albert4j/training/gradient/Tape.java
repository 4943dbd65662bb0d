package io.github.albert4j.training.gradient;

import java.util.Arrays;

/**
 * Numbers in double that remember what they were made of, and the derivatives of one by all others:
 * as slow and as plain as can be. A number is known by its place on the tape.
 */
final class Tape {
  private static final int NOBODY = -1;

  private double[] values = new double[1 << 16];
  private double[] byFirst = new double[1 << 16]; // derivatives by what it was made of
  private double[] bySecond = new double[1 << 16];
  private int[] firsts = new int[1 << 16];
  private int[] seconds = new int[1 << 16];
  private int size;

  private int push(double value, int first, double dFirst, int second, double dSecond) {
    if (size == values.length) {
      int more = 2 * size;
      values = Arrays.copyOf(values, more);
      byFirst = Arrays.copyOf(byFirst, more);
      bySecond = Arrays.copyOf(bySecond, more);
      firsts = Arrays.copyOf(firsts, more);
      seconds = Arrays.copyOf(seconds, more);
    }
    values[size] = value;
    firsts[size] = first;
    byFirst[size] = dFirst;
    seconds[size] = second;
    bySecond[size] = dSecond;
    return size++;
  }

  private int push(double value, int of, double derivative) {
    return push(value, of, derivative, NOBODY, 0);
  }

  double value(int x) {
    return values[x];
  }

  int number(double value) {
    return push(value, NOBODY, 0);
  }

  int plus(int x, int y) {
    return push(values[x] + values[y], x, 1, y, 1);
  }

  int plus(int x, double y) {
    return push(values[x] + y, x, 1);
  }

  int times(int x, int y) {
    return push(values[x] * values[y], x, values[y], y, values[x]);
  }

  int times(int x, double y) {
    return push(values[x] * y, x, y);
  }

  int minus(int x, int y) {
    return push(values[x] - values[y], x, 1, y, -1);
  }

  int over(int x, int y) {
    double quotient = values[x] / values[y];
    return push(quotient, x, 1 / values[y], y, -quotient / values[y]);
  }

  int exp(int x) {
    double y = Math.exp(values[x]);
    return push(y, x, y);
  }

  int log(int x) {
    return push(Math.log(values[x]), x, 1 / values[x]);
  }

  int sqrt(int x) {
    double y = Math.sqrt(values[x]);
    return push(y, x, 0.5 / y);
  }

  int tanh(int x) {
    double y = Math.tanh(values[x]);
    return push(y, x, 1 - y * y);
  }

  int sum(int[] x) {
    int sum = x[0];
    for (int i = 1; i < x.length; i++) {
      sum = plus(sum, x[i]);
    }
    return sum;
  }

  int dot(int[] x, int[] y) {
    int[] products = new int[x.length];
    Arrays.setAll(products, i -> times(x[i], y[i]));
    return sum(products);
  }

  /** {@code -log softmax(logits)[label]}. */
  int crossEntropy(int[] logits, int label) {
    int[] exponentials = Arrays.stream(logits).map(this::exp).toArray();
    return minus(log(sum(exponentials)), logits[label]);
  }

  /** The derivatives of a number by all. */
  double[] derivatives(int of) {
    double[] d = new double[size];
    d[of] = 1;
    for (int i = of; i >= 0; i--) {
      if (firsts[i] != NOBODY) {
        d[firsts[i]] += d[i] * byFirst[i];
      }
      if (seconds[i] != NOBODY) {
        d[seconds[i]] += d[i] * bySecond[i];
      }
    }
    return d;
  }
}

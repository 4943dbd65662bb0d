package io.github.albert4j.training.loop;

import io.github.albert4j.engine.Tensor;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sums the gradients of a step's micro-batches in the order of a binary tree over their numbers:
 * ((0 + 1) + (2 + 3)) + … Whoever brings the second of a pair adds it to the first. So the sum is
 * the same bits whichever thread, or machine, is faster, and few partial sums wait at a time.
 *
 * <p>Thread-safe.
 */
final class GradientTree {
  /** Adds one vector to another, and takes back the one that is not needed any more. */
  interface Adder {
    /** {@code left += right}; right is free then. */
    void add(Tensor left, Tensor right);
  }

  private record Node(int level, int index) {}

  private final int leaves;
  private final Map<Node, Tensor> waiting = new HashMap<>();
  private @Nullable Tensor root;

  /**
   * @param leaves how many gradients will come
   */
  GradientTree(int leaves) {
    this.leaves = leaves;
  }

  /**
   * Takes a gradient, and adds what can be added, on the caller's thread.
   *
   * @param leaf its number, from 0
   */
  void put(int leaf, Tensor gradient, Adder adder) {
    int level = 0;
    int index = leaf;
    Tensor sum = gradient;
    while (1L << level < leaves) {
      if ((long) (index ^ 1) << level < leaves) { // else it has no sibling, and is its parent's sum
        Tensor sibling = meet(new Node(level, index ^ 1), new Node(level, index), sum);
        if (sibling == null) {
          return;
        }
        Tensor left = (index & 1) == 0 ? sum : sibling;
        adder.add(left, left == sum ? sibling : sum);
        sum = left;
      }
      level++;
      index >>= 1;
    }
    synchronized (this) {
      root = sum;
    }
  }

  /** The sibling, if it is there; else leaves the sum for it to find. */
  private synchronized @Nullable Tensor meet(Node sibling, Node self, Tensor sum) {
    Tensor other = waiting.remove(sibling);
    if (other == null) {
      waiting.put(self, sum);
    }
    return other;
  }

  /** The sum of all, once all were put. */
  synchronized Tensor root() {
    if (root == null) {
      throw new IllegalStateException("gradients are missing");
    }
    return root;
  }
}

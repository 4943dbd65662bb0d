package io.github.albert4j.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.albert4j.engine.Arena;
import io.github.albert4j.engine.DataType;
import io.github.albert4j.engine.Engine;
import io.github.albert4j.engine.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GradientTreeTest {
  private static final int WIDTH = 50;

  private final Arena arena = new Arena(Engine.cpu());
  private int alive;
  private int most;

  @AfterEach
  void close() {
    arena.close();
  }

  /** A gradient of very different sizes, whose sum depends on the order. */
  private static float[] leaf(int number) {
    Random random = new Random(number);
    float[] values = new float[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(8)));
    }
    return values;
  }

  private Tensor tensor(float[] values) {
    Tensor tensor = arena.allocate(DataType.F32, WIDTH);
    tensor.write(0, values, 0, WIDTH);
    return tensor;
  }

  private void add(Tensor left, Tensor right) {
    float[] a = left.toArray();
    float[] b = right.toArray();
    for (int i = 0; i < WIDTH; i++) {
      a[i] += b[i];
    }
    left.write(0, a, 0, WIDTH);
    alive--;
  }

  /** The sum of leaves {@code from} to {@code to - 1} in some order of arrival. */
  private float[] sum(int from, int to, List<Integer> order) {
    GradientTree tree = new GradientTree(to - from);
    for (int i : order) {
      alive++;
      most = Math.max(most, alive);
      tree.put(i, tensor(leaf(from + i)), this::add);
    }
    return tree.root().toArray();
  }

  private static List<Integer> inOrder(int n) {
    return new ArrayList<>(IntStream.range(0, n).boxed().toList());
  }

  /** The tree as it is defined: halves at the largest power of two. */
  private static float[] defined(int from, int to) {
    if (to - from == 1) {
      return leaf(from);
    }
    int half = Integer.highestOneBit(to - from - 1);
    float[] left = defined(from, from + half);
    float[] right = defined(from + half, to);
    for (int i = 0; i < WIDTH; i++) {
      left[i] += right[i];
    }
    return left;
  }

  @Test
  void theSumIsTheSameBitsInAnyOrderOfArrival() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int n = 1; n <= 20; n++) {
      float[] want = defined(0, n);
      for (int round = 0; round < 20; round++) {
        List<Integer> order = inOrder(n);
        Collections.shuffle(order, random);
        assertThat(sum(0, n, order)).as("seed %d: %s", seed, order).isEqualTo(want);
      }
    }
  }

  @Test
  void theSumIsTheSameBitsOnAnyNumberOfThreads() throws Exception {
    int n = 19;
    for (int round = 0; round < 20; round++) {
      GradientTree tree = new GradientTree(n);
      List<Tensor> leaves = IntStream.range(0, n).mapToObj(i -> tensor(leaf(i))).toList();
      ExecutorService threads = Executors.newFixedThreadPool(4);
      List<Future<?>> running = new ArrayList<>();
      for (int i : inOrder(n)) {
        running.add(
            threads.submit(
                () ->
                    tree.put(
                        i,
                        leaves.get(i),
                        (left, right) -> {
                          float[] a = left.toArray();
                          float[] b = right.toArray();
                          for (int k = 0; k < WIDTH; k++) {
                            a[k] += b[k];
                          }
                          left.write(0, a, 0, WIDTH);
                        })));
      }
      for (Future<?> future : running) {
        future.get();
      }
      threads.shutdown();
      assertThat(tree.root().toArray()).isEqualTo(defined(0, n));
    }
  }

  /** Each process sums a range that begins at a multiple of a power of two; a tree sums those. */
  @Test
  void theSumIsTheSameBitsCutIntoProcesses() {
    for (int n = 1; n <= 20; n++) {
      for (int processes : new int[] {1, 2, 4}) {
        int range = 1;
        while (range * processes < n) {
          range *= 2;
        }
        int used = (n + range - 1) / range;
        GradientTree above = new GradientTree(used);
        for (int p = 0; p < used; p++) {
          int from = p * range;
          int to = Math.min(n, from + range);
          above.put(p, tensor(sum(from, to, inOrder(to - from))), this::add);
        }
        assertThat(above.root().toArray())
            .as("%d leaves in %d processes", n, processes)
            .isEqualTo(defined(0, n));
      }
    }
  }

  @Test
  void fewPartialSumsAreAlive() {
    for (int n = 1; n <= 70; n++) {
      alive = 0;
      most = 0;
      sum(0, n, inOrder(n));
      assertThat(alive).isEqualTo(1);
      assertThat(most)
          .as("%d leaves", n)
          .isEqualTo(1 + (int) Math.floor(Math.log(n) / Math.log(2) + 1e-9));
    }
  }

  @Test
  void aSumThatIsNotWholeIsRefused() {
    GradientTree tree = new GradientTree(2);
    tree.put(0, tensor(leaf(0)), this::add);
    assertThatThrownBy(tree::root).isInstanceOf(IllegalStateException.class);
  }
}

package io.github.albert4j.training.instances;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.albert4j.training.instances.Draws.Purpose;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Random numbers belong to their key, and orders hold everything once. */
class DrawsTest {
  @Property(tries = 300)
  void anOrderHoldsEveryPlaceOnce(
      @ForAll @IntRange(min = 1, max = 5000) int size, @ForAll long seed) {
    Permutation order = new Permutation(size, new Draws(seed, Purpose.ORDER, 0, 0));
    BitSet seen = new BitSet(size);
    for (int i = 0; i < size; i++) {
      seen.set(Math.toIntExact(order.at(i)));
    }
    assertThat(seen.cardinality()).isEqualTo(size);
    assertThat(seen.length()).isEqualTo(size);
  }

  @Property(tries = 200)
  void numbersStayBelowTheirBound(
      @ForAll long seed,
      @ForAll @IntRange(min = 1) int bound,
      @ForAll @LongRange(min = 1, max = 1L << 61) long longBound) {
    Draws draws = new Draws(seed, Purpose.PAIR, 1, 2);
    for (int i = 0; i < 20; i++) {
      assertThat(draws.nextInt(bound)).isBetween(0, bound - 1);
      assertThat(draws.nextLong(longBound)).isBetween(0L, longBound - 1);
      assertThat(draws.nextDouble()).isBetween(0.0, Math.nextDown(1.0));
    }
  }

  @Example
  void everyPartOfTheKeyCounts() {
    Set<Long> first = new HashSet<>();
    for (long seed = -2; seed <= 2; seed++) {
      for (Purpose purpose : Purpose.values()) {
        for (long epoch = 0; epoch < 5; epoch++) {
          for (long place = 0; place < 5; place++) {
            first.add(new Draws(seed, purpose, epoch, place).nextLong());
          }
        }
      }
    }
    assertThat(first).hasSize(5 * Purpose.values().length * 25);
  }

  /** Each of ten values a tenth of the time, also where only the place differs. */
  @Example
  void numbersAreEven() {
    int[] counts = new int[10];
    int[] firsts = new int[10];
    Draws draws = new Draws(1, Purpose.MASK, 0, 0);
    for (int i = 0; i < 100_000; i++) {
      counts[draws.nextInt(10)]++;
      firsts[new Draws(1, Purpose.MASK, 0, i).nextInt(10)]++;
    }
    for (int i = 0; i < 10; i++) {
      assertThat(counts[i]).isBetween(9_500, 10_500); // 5 standard deviations
      assertThat(firsts[i]).isBetween(9_500, 10_500);
    }
  }

  /** Neighbours of the text end up far from each other. */
  @Example
  void ordersScatter() {
    int size = 100_000;
    Permutation order = new Permutation(size, new Draws(5, Purpose.ORDER, 0, 0));
    double distance = 0;
    for (int i = 1; i < size; i++) {
      distance += Math.abs(order.at(i) - order.at(i - 1));
    }
    assertThat(distance / size / size).isBetween(0.32, 0.345); // a third for a random order
  }
}

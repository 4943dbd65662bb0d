package io.github.albert4j.training.instances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.tokenizer.AlbertTokenizer;
import io.github.albert4j.training.instances.Draws.Purpose;
import io.github.albert4j.training.instances.Instance.Kind;
import io.github.albert4j.training.instances.Instance.SentenceOrder;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** Holds masking to its definition: the paper's section 4.1 and the model card. */
class NgramMaskingTest {
  private static final AlbertTokenizer TOKENIZER = SmallCorpus.tokenizer();
  private static final Pieces PIECES = new Pieces(TOKENIZER, false);
  private static final int FIRST_TEXT = 5;

  /** Words of one piece and, with a share, of several, marks and unknown pieces. */
  private static Pair pair(Random random, int tokens, double odd) {
    int[] ids = new int[tokens];
    int word = TOKENIZER.id("▁w0");
    for (int i = 0; i < tokens; i++) {
      ids[i] =
          random.nextDouble() >= odd
              ? word + random.nextInt(SmallCorpus.WORDS)
              : random.nextInt(20) == 0 ? TOKENIZER.unkId() : FIRST_TEXT + random.nextInt(20);
    }
    int secondStart = 3 + random.nextInt(tokens - 5);
    ids[0] = TOKENIZER.clsId();
    ids[secondStart - 1] = TOKENIZER.sepId();
    ids[tokens - 1] = TOKENIZER.sepId();
    return new Pair(ids, secondStart, SentenceOrder.IN_ORDER, 0);
  }

  private static Instance mask(Pair pair, InstanceOptions options, long seed, Tally tally) {
    return new NgramMasking(PIECES, options).mask(pair, new Draws(seed, Purpose.MASK, 0, 0), tally);
  }

  @Property(tries = 500)
  void whatIsHiddenCanBePutBack(
      @ForAll long seed,
      @ForAll @IntRange(min = 8, max = 512) int tokens,
      @ForAll @DoubleRange(min = 0, max = 1) double odd) {
    Pair pair = pair(new Random(seed), tokens, odd);
    Instance instance = mask(pair, InstanceOptions.of(512), seed, new Tally());
    int[] restored = instance.inputIds().clone();
    int before = -1;
    for (int i = 0; i < instance.maskedPositions().length; i++) {
      int at = instance.maskedPositions()[i];
      int label = instance.maskedLabels()[i];
      assertThat(at).isGreaterThan(before);
      before = at;
      assertThat(PIECES.isSpecial(label)).isFalse();
      switch (instance.kinds()[i]) {
        case MASK -> assertThat(restored[at]).isEqualTo(TOKENIZER.maskId());
        case KEPT -> assertThat(restored[at]).isEqualTo(label);
        case RANDOM -> {
          assertThat(restored[at]).isNotEqualTo(label);
          assertThat(PIECES.isSpecial(restored[at])).isFalse();
        }
      }
      restored[at] = label;
    }
    assertThat(restored).isEqualTo(pair.ids());
    assertThat(instance.secondStart()).isEqualTo(pair.secondStart());
    assertThat(instance.order()).isEqualTo(pair.order());
  }

  @Property(tries = 500)
  void wordsAreHiddenWhole(
      @ForAll long seed,
      @ForAll @IntRange(min = 8, max = 512) int tokens,
      @ForAll @DoubleRange(min = 0, max = 1) double odd) {
    Pair pair = pair(new Random(seed), tokens, odd);
    Instance instance = mask(pair, InstanceOptions.of(512), seed, new Tally());
    boolean[] hidden = new boolean[tokens];
    for (int at : instance.maskedPositions()) {
      hidden[at] = true;
    }
    for (int at = 1; at < tokens; at++) {
      boolean first = at < pair.secondStart();
      int from = first ? 1 : pair.secondStart();
      int to = first ? pair.secondStart() - 1 : tokens - 1;
      if (at > from && at < to && !PIECES.startsWord(pair.ids(), at, from, to)) {
        assertThat(hidden[at])
            .as("position %d of %s", at, Arrays.toString(pair.ids()))
            .isEqualTo(hidden[at - 1]);
      }
    }
  }

  @Property(tries = 300)
  void theBudgetIsMetExactlyWhereWordsAreShort(
      @ForAll long seed,
      @ForAll @IntRange(min = 8, max = 512) int tokens,
      @ForAll @DoubleRange(min = 0.05, max = 0.4) double share) {
    InstanceOptions options = InstanceOptions.of(512, share);
    Tally tally = new Tally();
    Instance instance = mask(pair(new Random(seed), tokens, 0), options, seed, tally);
    int expected = Math.max(1, (int) Math.rint(tokens * share));
    assertThat(instance.maskedPositions()).hasSize(Math.min(expected, options.maxPredictions()));
    assertThat(tally.shortOfBudget).isZero();
  }

  @Property(tries = 300)
  void theBudgetIsNeverExceededBySeveralWords(
      @ForAll long seed,
      @ForAll @IntRange(min = 8, max = 300) int tokens,
      @ForAll @IntRange(min = 1, max = 40) int most) {
    InstanceOptions options = new InstanceOptions(300, 0.15, most, 0.1, 3, false);
    Pair pair = pair(new Random(seed), tokens, 0.7);
    Instance instance = mask(pair, options, seed, new Tally());
    assertThat(instance.maskedPositions().length).isLessThanOrEqualTo(most);
  }

  /** 80, 10 and 10 % of the pieces, and lengths in proportion to 1, 1/2 and 1/3. */
  @Example
  void sharesAreThoseOfThePaper() {
    Tally tally = new Tally();
    Random random = new Random(1);
    for (int i = 0; i < 3000; i++) {
      Pair pair = pair(random, 512, 0);
      tally.add(pair, mask(pair, InstanceOptions.of(512), i, tally));
    }
    double hidden = Arrays.stream(tally.kinds).sum();
    assertThat(hidden / tally.tokens).isCloseTo(0.15, within(0.001));
    assertThat(tally.kinds[Kind.MASK.ordinal()] / hidden).isCloseTo(0.8, within(0.005));
    assertThat(tally.kinds[Kind.RANDOM.ordinal()] / hidden).isCloseTo(0.1, within(0.005));
    assertThat(tally.kinds[Kind.KEPT.ordinal()] / hidden).isCloseTo(0.1, within(0.005));
    double runs = Arrays.stream(tally.ngrams).sum();
    // The last run of an instance is often a shorter one: some 1 in 40 here.
    assertThat(tally.ngrams[1] / runs).isCloseTo(6 / 11.0, within(0.02));
    assertThat(tally.ngrams[2] / runs).isCloseTo(3 / 11.0, within(0.015));
    assertThat(tally.ngrams[3] / runs).isCloseTo(2 / 11.0, within(0.015));
  }

  /** No place is preferred: with one-piece words each is hidden as often as others. */
  @Example
  void allPlacesAreHiddenAlike() {
    int tokens = 64;
    int[] counts = new int[tokens];
    int[] ids = pair(new Random(3), tokens, 0).ids();
    ids[30] = TOKENIZER.sepId();
    Pair pair = new Pair(ids, 31, SentenceOrder.IN_ORDER, 0);
    Pieces pieces = PIECES;
    for (int i = 1; i < tokens - 1; i++) {
      if (i != 30 && pieces.isSpecial(ids[i])) {
        ids[i] = TOKENIZER.id("▁w7");
      }
    }
    int tries = 20_000;
    for (int i = 0; i < tries; i++) {
      for (int at : mask(pair, InstanceOptions.of(64), i, new Tally()).maskedPositions()) {
        counts[at]++;
      }
    }
    double mean = Arrays.stream(counts).sum() / 61.0;
    for (int at = 3; at < tokens - 3; at++) {
      if (at < 28 || at > 33) { // words at the ends of a text begin or end fewer runs
        assertThat(counts[at] / mean).as("position %d", at).isBetween(0.9, 1.1);
      }
    }
    assertThat(counts[0] + counts[30] + counts[63]).isZero();
  }

  @Example
  void randomPiecesAreAllPiecesAlike() {
    int[] counts = new int[TOKENIZER.vocabularySize()];
    Draws draws = new Draws(2, Purpose.MASK, 0, 0);
    int id = TOKENIZER.id("▁w9");
    for (int i = 0; i < 100 * counts.length; i++) {
      counts[PIECES.another(id, draws)]++;
    }
    for (int i = 0; i < counts.length; i++) {
      if (i == id || PIECES.isSpecial(i)) {
        assertThat(counts[i]).isZero();
      } else {
        assertThat(counts[i]).as("piece %d", i).isBetween(45, 160);
      }
    }
  }

  @Example
  void aLoneLongWordIsHiddenThoughItExceedsTheBudget() {
    int a = TOKENIZER.id("▁a");
    int b = TOKENIZER.id("b");
    int[] ids = {
      TOKENIZER.clsId(), a, b, b, b, TOKENIZER.sepId(), TOKENIZER.unkId(), TOKENIZER.sepId()
    };
    Pair pair = new Pair(ids, 6, SentenceOrder.IN_ORDER, 0);
    Instance instance = mask(pair, InstanceOptions.of(64), 1, new Tally());
    assertThat(instance.maskedPositions()).containsExactly(1, 2, 3, 4);
    Arrays.fill(ids, 1, 5, TOKENIZER.unkId());
    assertThat(mask(pair, InstanceOptions.of(64), 1, new Tally()).maskedPositions()).isEmpty();
  }
}

package io.github.albert4j.training.instances;

import static io.github.albert4j.training.instances.SmallCorpus.first;
import static io.github.albert4j.training.instances.SmallCorpus.second;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.training.instances.Instance.SentenceOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All of the text goes into pairs, in order, and A and B are neighbours in it. */
class ChunkerTest {
  @TempDir Path folder;

  /** Chunks, and what was lost between them. */
  private static final class Chunks implements Chunker.Sink {
    final List<Chunk> all = new ArrayList<>();
    long lost;

    @Override
    public void add(Chunk chunk) {
      all.add(chunk);
    }

    @Override
    public void lost(long pieces) {
      lost += pieces;
    }

    long pieces() {
      return all.stream().mapToLong(Chunk::length).sum();
    }
  }

  private static Chunks chunks(TokenizedCorpus corpus, InstanceOptions options, long seed) {
    Chunks chunks = new Chunks();
    Pieces pieces = new Pieces(corpus.tokenizer(), options.googleCompatible());
    new Chunker(corpus, pieces, options, seed, 0).run(chunks);
    return chunks;
  }

  private static int[] text(TokenizedCorpus corpus, Chunk chunk) {
    int[] ids = new int[chunk.length()];
    corpus.read(chunk.start(), ids, ids.length);
    return ids;
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 33, 64, 128, 512})
  void allOfTheTextIsInChunks(int maxLength) {
    for (int mostWords : new int[] {3, 25, 400}) {
      String text = SmallCorpus.documents(new Random(mostWords), 40, 25, mostWords);
      try (TokenizedCorpus corpus = SmallCorpus.lines(folder, text)) {
        Chunks chunks = chunks(corpus, InstanceOptions.of(maxLength), 1);
        assertThat(chunks.pieces() + chunks.lost).isEqualTo(corpus.summary().pieces());
        long end = 0;
        for (Chunk chunk : chunks.all) {
          assertThat(chunk.start()).isGreaterThanOrEqualTo(end);
          assertThat(chunk.start() - end).isLessThan(2L * Chunker.LEAST_PIECES * 20);
          end = chunk.start() + chunk.length();
        }
      }
    }
  }

  /** Google's program would pair each of these with a text that has nothing to do with it. */
  @Test
  void documentsOfOneSegmentAreCutWithin() {
    StringBuilder text = new StringBuilder();
    Random random = new Random(2);
    for (int i = 0; i < 100; i++) {
      SmallCorpus.line(text, random, 8 + random.nextInt(40)).append("\n\n");
    }
    try (TokenizedCorpus corpus = SmallCorpus.lines(folder, text.toString())) {
      TextInstances source = new TextInstances(corpus, InstanceOptions.of(64));
      List<Instance> all = SmallCorpus.all(source, 1, 0);
      assertThat(all).hasSize(100);
      assertThat(all.stream().mapToInt(i -> i.length() - 3).sum())
          .isEqualTo(corpus.summary().pieces());
      for (Instance instance : all) {
        int a = first(instance).length;
        int b = second(instance).length;
        assertThat(Math.min(a, b)).isGreaterThanOrEqualTo((a + b) / 4);
      }
    }
  }

  @Test
  void aSegmentThatFillsInstancesGoesOnInTheNext() {
    String text = SmallCorpus.line(new StringBuilder(), new Random(1), 1000).toString();
    try (TokenizedCorpus corpus = SmallCorpus.lines(folder, text)) {
      Chunks chunks = chunks(corpus, InstanceOptions.of(64), 1);
      assertThat(chunks.pieces()).isEqualTo(1000);
      assertThat(chunks.all).hasSize(17);
      assertThat(chunks.all.subList(0, 16)).allMatch(chunk -> chunk.length() == 61);
    }
  }

  @Test
  void onlyTextTooShortForAPairIsLost() {
    String text = "w1 w2\n\nw3 w4 w5\n\n" + "w6 ".repeat(Chunker.LEAST_PIECES) + "\n\nw7\n";
    try (TokenizedCorpus corpus = SmallCorpus.lines(folder, text)) {
      Chunks chunks = chunks(corpus, InstanceOptions.of(64), 1);
      assertThat(chunks.all).hasSize(1);
      assertThat(chunks.lost).isEqualTo(6);
    }
  }

  @Test
  void pairsAreNeighboursSwappedHalfOfTheTime() {
    String text = SmallCorpus.documents(new Random(5), 200, 30, 12);
    try (TokenizedCorpus corpus = SmallCorpus.lines(folder, text)) {
      InstanceOptions options = InstanceOptions.of(256);
      Pieces pieces = new Pieces(corpus.tokenizer(), false);
      PairMaker maker = new PairMaker(corpus, pieces, options);
      int swapped = 0;
      int all = 0;
      for (long epoch = 0; epoch < 20; epoch++) {
        for (Chunk chunk : chunks(corpus, options, epoch).all) {
          Draws draws = new Draws(epoch, Draws.Purpose.PAIR, 0, chunk.start());
          Pair pair = maker.make(chunk, draws);
          Instance instance = new Hiding(pair).instance();
          boolean swap = instance.swapped();
          int[] before = swap ? second(instance) : first(instance);
          int[] after = swap ? first(instance) : second(instance);
          int[] expected = text(corpus, chunk);
          if (pair.cut() == 0) {
            int[] joined = Arrays.copyOf(before, before.length + after.length);
            System.arraycopy(after, 0, joined, before.length, after.length);
            assertThat(joined).isEqualTo(expected);
          } else {
            assertThat(before.length + after.length).isEqualTo(options.maxPieces());
            assertThat(expected.length - pair.cut()).isEqualTo(options.maxPieces());
          }
          swapped += swap ? 1 : 0;
          all++;
        }
      }
      double sigma = 0.5 / Math.sqrt(all);
      assertThat((double) swapped / all).isCloseTo(0.5, within(2.5 * sigma));
    }
  }

  @Test
  void oneInTenAimsAtAShorterLength() {
    String text = SmallCorpus.documents(new Random(5), 300, 60, 12);
    try (TokenizedCorpus corpus = SmallCorpus.lines(folder, text)) {
      List<Chunk> all = chunks(corpus, InstanceOptions.of(128), 3).all;
      double share = all.stream().filter(c -> c.target() < 125).count() / (double) all.size();
      assertThat(share).isCloseTo(0.1, within(5 * 0.3 / Math.sqrt(all.size())));
      InstanceOptions never = new InstanceOptions(128, 0.15, 20, 0, 3, false);
      assertThat(chunks(corpus, never, 3).all).allMatch(c -> c.target() == 125);
    }
  }

  @Test
  void filesOfUnrelatedLinesCarryNoLabel() {
    String text = SmallCorpus.documents(new Random(5), 50, 30, 12);
    CorpusOptions options =
        new CorpusOptions(CorpusOptions.Segments.LINE, List.of("tex?.*"), 1, 1 << 20);
    try (TokenizedCorpus corpus = SmallCorpus.corpus(folder, text, options)) {
      List<Instance> all = SmallCorpus.all(new TextInstances(corpus, InstanceOptions.of(64)), 1, 0);
      assertThat(all).isNotEmpty().allMatch(i -> i.order() == SentenceOrder.NONE);
      assertThat(all).allMatch(i -> i.order().label() == -1 && !i.swapped());
    }
  }

  /** What create_pretraining_data.py does with a lone segment, and how it draws the target. */
  @Test
  void googleCompatibleKeepsGooglesSlips() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      text.append(("w" + i + " ").repeat(10)).append("\n\n");
    }
    try (TokenizedCorpus corpus = SmallCorpus.lines(folder, text.toString())) {
      InstanceOptions options = InstanceOptions.googleCompatible(512, 0.15);
      assertThat(options.maxPredictions()).isEqualTo(20);
      List<Instance> all = SmallCorpus.all(new TextInstances(corpus, options), 1, 0);
      assertThat(all).hasSize(60).allMatch(Instance::swapped);
      long foreign =
          all.stream()
              .filter(i -> Arrays.stream(second(i)).noneMatch(id -> id == first(i)[0]))
              .count();
      assertThat(foreign).isGreaterThan(50);
    }
    String books = SmallCorpus.documents(new Random(5), 100, 80, 12);
    try (TokenizedCorpus corpus = SmallCorpus.lines(folder, books)) {
      InstanceOptions options = InstanceOptions.googleCompatible(128, 0.15);
      List<Chunk> all = chunks(corpus, options, 4).all;
      for (int i = 1; i < all.size(); i++) {
        if (all.get(i).document() == all.get(i - 1).document()) {
          assertThat(all.get(i).target()).isEqualTo(all.get(i - 1).target());
        }
      }
      Tally tally = new Tally();
      TextInstances source = new TextInstances(corpus, options);
      try (TextInstances.TextEpoch epoch = source.epoch(1, 0)) {
        for (long i = 0; i < epoch.size(); i++) {
          Instance instance = epoch.get(i, tally);
          assertThat(instance.maskedPositions().length)
              .isLessThanOrEqualTo(options.predictions(instance.length()));
        }
      }
      double hidden = Arrays.stream(tally.kinds).sum();
      assertThat(tally.kinds[0] / hidden).isCloseTo(0.8, within(0.02));
    }
  }
}

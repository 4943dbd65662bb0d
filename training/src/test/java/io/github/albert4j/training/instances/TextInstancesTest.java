package io.github.albert4j.training.instances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.albert4j.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An instance depends on seed, epoch and index alone, and a stream goes on where it stopped. */
class TextInstancesTest {
  private static final InstanceOptions OPTIONS = InstanceOptions.of(64);

  @TempDir Path folder;
  private TokenizedCorpus corpus;
  private TextInstances source;

  @BeforeEach
  void makeCorpus() {
    corpus = SmallCorpus.lines(folder, SmallCorpus.documents(new Random(1), 60, 20, 15));
    source = new TextInstances(corpus, OPTIONS);
  }

  @Test
  void streamsAreTheEpochsOneAfterAnother() {
    List<Instance> expected = new ArrayList<>(SmallCorpus.all(source, 7, 0));
    expected.addAll(SmallCorpus.all(source, 7, 1));
    try (InstanceStream stream = source.open(7, Position.START)) {
      for (Instance instance : expected) {
        assertThat(stream.next()).isEqualTo(instance);
      }
      assertThat(stream.position().index()).isEqualTo(SmallCorpus.all(source, 7, 1).size());
    }
  }

  @Test
  void aStreamGoesOnFromAnyPosition() {
    List<Position> positions = new ArrayList<>();
    List<Instance> seen = new ArrayList<>();
    try (InstanceStream stream = source.open(3, Position.START)) {
      for (int i = 0; i < 300; i++) {
        positions.add(stream.position());
        seen.add(stream.next());
      }
    }
    for (int i = 0; i < 300; i += 7) {
      try (InstanceStream stream = source.open(3, positions.get(i))) {
        for (int j = i; j < Math.min(300, i + 20); j++) {
          assertThat(stream.next()).as("%d from %d", j, i).isEqualTo(seen.get(j));
        }
      }
    }
  }

  @Test
  void threadsAndOrderOfCallsMakeNoDifference() {
    List<Instance> expected = SmallCorpus.all(source, 5, 2);
    try (InstanceSource.Epoch epoch = source.epoch(5, 2)) {
      List<Instance> parallel =
          LongStream.range(0, epoch.size()).parallel().mapToObj(epoch::get).toList();
      assertThat(parallel).isEqualTo(expected);
    }
  }

  @Test
  void seedsAndEpochsGiveOtherInstances() {
    List<Instance> first = SmallCorpus.all(source, 1, 0);
    assertThat(SmallCorpus.all(source, 1, 0)).isEqualTo(first);
    assertThat(SmallCorpus.all(source, 2, 0)).isNotEqualTo(first);
    assertThat(SmallCorpus.all(source, 1, 1)).isNotEqualTo(first);
  }

  /** Each document is one segment that fits: all epochs make the same pairs, but for their cut. */
  @Test
  void epochsMaskAfresh() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      SmallCorpus.line(text, new Random(i), 40).append("\n\n");
    }
    try (TokenizedCorpus lines = SmallCorpus.lines(folder, text.toString())) {
      TextInstances instances = new TextInstances(lines, OPTIONS);
      Set<List<Integer>> masks = new HashSet<>();
      for (int epoch = 0; epoch < 4; epoch++) {
        for (Instance instance : SmallCorpus.all(instances, 1, epoch)) {
          masks.add(Arrays.stream(instance.maskedPositions()).boxed().toList());
        }
      }
      assertThat(masks.size()).isGreaterThan(190); // of 200
    }
  }

  @Test
  void aBufferTooSmallForTheCorpusGivesTheSame() {
    CorpusOptions none = new CorpusOptions(CorpusOptions.Segments.LINE, List.of(), 1, 0);
    String text = SmallCorpus.documents(new Random(1), 60, 20, 15);
    try (TokenizedCorpus onDisk = SmallCorpus.corpus(folder, text, none)) {
      assertThat(SmallCorpus.all(new TextInstances(onDisk, OPTIONS), 1, 0))
          .isEqualTo(SmallCorpus.all(source, 1, 0));
    }
  }

  @Test
  void aPositionBeyondTheEpochIsRefused() {
    assertThatThrownBy(() -> source.open(1, new Position(0, 1_000_000)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("epoch 0 has");
  }
}

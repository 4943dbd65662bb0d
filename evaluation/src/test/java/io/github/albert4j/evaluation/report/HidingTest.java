package io.github.albert4j.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HidingTest {
  private static AlbertTokenizer tokenizer;

  @BeforeAll
  static void load() {
    try (AlbertModel model = AlbertModel.load("albert4j-small")) {
      tokenizer = model.tokenizer();
    }
  }

  private static int[] row(int pieces) {
    int[] ids = IntStream.range(0, pieces + 2).map(i -> 1000 + i).toArray();
    ids[0] = tokenizer.clsId();
    ids[pieces + 1] = tokenizer.sepId();
    return ids;
  }

  @Test
  void theSharesAreTheCards() {
    SplittableRandom random = new SplittableRandom(7);
    Hiding hiding = new Hiding(tokenizer);
    int hidden = 0;
    int masked = 0;
    int kept = 0;
    for (int run = 0; run < 1000; run++) {
      int[] whole = row(100);
      int[] ids = whole.clone();
      int[] positions = hiding.hide(ids, random);
      assertThat(positions).hasSize(15).isSorted().doesNotHaveDuplicates();
      hidden += positions.length;
      for (int i = 0; i < ids.length; i++) {
        boolean drawn = Arrays.binarySearch(positions, i) >= 0;
        assertThat(drawn || ids[i] == whole[i]).isTrue();
        masked += ids[i] == tokenizer.maskId() ? 1 : 0;
        kept += drawn && ids[i] == whole[i] ? 1 : 0;
      }
      assertThat(ids[0]).isEqualTo(tokenizer.clsId());
      assertThat(ids[101]).isEqualTo(tokenizer.sepId());
    }
    assertThat((double) masked / hidden).isCloseTo(0.8, within(0.015));
    assertThat((double) kept / hidden).isCloseTo(0.1, within(0.015));
  }

  @Test
  void aShortRowHasOneHiddenPiece() {
    assertThat(new Hiding(tokenizer).hide(row(1), new SplittableRandom(1))).containsExactly(1);
  }

  @Test
  void everyPieceIsInOneRow() {
    Segmenter segmenter = new Segmenter(tokenizer, 20);
    List<String> document =
        List.of(
            "It rains. " + "It pours and pours. ".repeat(9), "A long sentence " + "on ".repeat(50));
    List<Segmenter.Sentence> sentences = segmenter.sentences(document);
    List<Segmenter.Segments> segments = segmenter.segments(sentences, new SplittableRandom(3));
    assertThat(
            segments.stream()
                .flatMapToInt(
                    s -> IntStream.concat(Arrays.stream(s.first()), Arrays.stream(s.second())))
                .boxed()
                .collect(Collectors.toList()))
        .containsExactlyElementsOf(
            sentences.stream()
                .flatMapToInt(s -> Arrays.stream(s.ids()))
                .boxed()
                .collect(Collectors.toList()));
    assertThat(segments)
        .allSatisfy(
            s -> {
              assertThat(s.first()).isNotEmpty();
              assertThat(segmenter.row(s.first(), s.second()).length).isLessThanOrEqualTo(20);
            });
    assertThat(sentences.stream().mapToInt(Segmenter.Sentence::words).sum()).isEqualTo(91);
  }

  @Test
  void aSwappedRowHasItsSegmentsTheOtherWayRound() {
    Segmenter segmenter = new Segmenter(tokenizer, 20);
    Segmenter.Segments segments = new Segmenter.Segments(new int[] {100, 101}, new int[] {200});
    HiddenRow row =
        segmenter.hidden(segments, true, new Hiding(tokenizer), new SplittableRandom(3));
    int[] whole = row.ids().clone();
    for (int i = 0; i < row.positions().length; i++) {
      whole[row.positions()[i]] = row.labels()[i];
    }
    int sep = tokenizer.sepId();
    assertThat(whole).containsExactly(tokenizer.clsId(), 200, sep, 100, 101, sep);
    assertThat(row.tokenTypeIds()).containsExactly(0, 0, 0, 1, 1, 1);
    assertThat(row.swapped()).isTrue();
    assertThat(row.segments()).isEqualTo(2);
  }
}

package io.github.albert4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** How text becomes runs. */
class TrainingTextTest {
  private static final SentencePiece RESERVED =
      new SentencePiece(
          SentencePieceModel.trained(SmallModels.reserved(), new byte[0], NmtNfkc.charsmap()));

  /** A text of random words over few letters. */
  static TrainingText random(Random random) {
    StringCounts words = new StringCounts();
    for (int n = 1 + random.nextInt(30); n > 0; n--) {
      StringBuilder word = new StringBuilder();
      for (int i = 1 + random.nextInt(9); i > 0; i--) {
        word.append("abc".charAt(random.nextInt(3)));
      }
      add(words, word.toString(), 1 + random.nextInt(3));
    }
    return new TrainingText(words, RESERVED, 1);
  }

  private static void add(StringCounts words, String word, long times) {
    words.add(word.toCharArray(), 0, word.length(), times);
  }

  private static TrainingText of(double coverage, String... words) {
    StringCounts counts = new StringCounts();
    for (String word : words) {
      add(counts, word, 1);
    }
    return new TrainingText(counts, RESERVED, coverage);
  }

  private static Map<String, Long> runs(TrainingText text) {
    Map<String, Long> runs = new TreeMap<>();
    for (int i = 0; i < text.runs.size(); i++) {
      String run = text.runs.string(i);
      assertThat(run).endsWith("\0");
      runs.put(text.alphabet.decode(run.substring(0, run.length() - 1)), text.runs.count(i));
    }
    return runs;
  }

  @Test
  void cleansAndCutsWhereNoPieceCanLie() {
    TrainingText text =
        of(1, "Café", "café", "don't", "(1,000)", "ab1", "漢かカー字", "a\u200bb", "x-ray.");
    assertThat(runs(text))
        .containsExactly(
            Map.entry("'", 1L),
            Map.entry("1", 1L),
            Map.entry("1,000", 1L),
            Map.entry("ray", 1L),
            Map.entry("t", 1L),
            Map.entry("▁", 1L),
            Map.entry("▁a", 1L),
            Map.entry("▁ab", 1L),
            Map.entry("▁b", 1L),
            Map.entry("▁cafe", 2L),
            Map.entry("▁don", 1L),
            Map.entry("▁x", 1L),
            Map.entry("▁漢かカー字", 1L));
    assertThat(text.words).isEqualTo(9);
    assertThat(text.others).as("user-defined pieces").isEqualTo(4);
  }

  @Test
  void rareCharactersAreUnknown() {
    TrainingText text = of(0.9, "aaaa", "aaaa", "aaqaa");
    assertThat(runs(text))
        .containsExactly(Map.entry("aa", 1L), Map.entry("▁aa", 1L), Map.entry("▁aaaa", 2L));
    assertThat(text.others).isEqualTo(1);
    assertThat(text.alphabet.size()).isEqualTo(2);
    assertThat(text.alphabet.coverage()).isEqualTo(15.0 / 16);
  }

  @Test
  void aRunIsCutWhereItIsTooLong() {
    TrainingText text = of(1, "a".repeat(2 * TrainingText.LONGEST_RUN));
    assertThat(runs(text).keySet())
        .containsExactlyInAnyOrder(
            "▁" + "a".repeat(TrainingText.LONGEST_RUN - 1),
            "a".repeat(TrainingText.LONGEST_RUN),
            "a");
  }

  /** Words are counted before they are cleaned: that must be as if lines were. */
  @Test
  void wordByWordIsAsLineByLine() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      String line = SmallModels.text(random) + " " + SmallModels.text(random);
      StringCounts words = new StringCounts();
      StringBuilder word = new StringBuilder();
      for (char c : (line + " ").toCharArray()) {
        if (!UnicodeTables.isSpace(c)) {
          word.append(c);
        } else if (word.length() > 0) {
          add(words, word.toString(), 1);
          word.setLength(0);
        }
      }
      Spans clean = new Cleaner(TokenizerOptions.GOOGLE).clean(line, 0, line.length());
      String whole = RESERVED.normalize(clean, line.length()).toString();
      List<String> expected = whole.codePoints().mapToObj(Character::toString).sorted().toList();
      TrainingText text = new TrainingText(words, RESERVED, 1);
      StringBuilder got = new StringBuilder();
      runs(text).forEach((run, n) -> got.append(run.repeat((int) (long) n)));
      List<String> user = List.of("(", ")", "\"", "-", ".", "–", "£", "€");
      assertThat(got.toString().codePoints().mapToObj(Character::toString).sorted().toList())
          .as("seed %d, line %s", seed, line)
          .isEqualTo(expected.stream().filter(c -> !user.contains(c)).toList());
    }
  }
}

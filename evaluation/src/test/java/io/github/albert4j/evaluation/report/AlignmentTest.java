package io.github.albert4j.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlignmentTest {
  /** What {@code difflib.SequenceMatcher(None, a, b).get_matching_blocks()} of Python 3 finds. */
  @ParameterizedTest
  @CsvSource({
    "abcd, abcd, '0-0 1-1 2-2 3-3'",
    "abcd, xbcd, '1-1 2-2 3-3'",
    "abxcd, abcd, '0-0 1-1 3-2 4-3'",
    "abab, ba, '1-0 2-1'",
    "aab, aba, '1-0 2-1'",
    "abcde, cdeab, '2-0 3-1 4-2'",
    "a, b, ''",
    "xabyabz, ab, '1-0 2-1'",
    "qabxcd, abycdf, '1-0 2-1 4-3 5-4'"
  })
  void findsWhatDifflibFinds(String first, String second, String same) {
    StringBuilder got = new StringBuilder();
    for (Alignment.Same piece : Alignment.of(ids(first), ids(second))) {
      got.append(piece.first()).append('-').append(piece.second()).append(' ');
    }
    assertThat(got.toString().strip()).isEqualTo(same);
  }

  private static int[] ids(String letters) {
    return letters.chars().toArray();
  }
}

package io.github.albert4j.tokenizer;

import io.github.albert4j.InvalidInputException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The characters that a trained vocabulary must have: the most frequent ones that together cover
 * the wanted share of the text. Within the trainer each is a dense code from 1, frequent ones
 * first, so that any character is one unit; 0 stands for what ends a run.
 */
final class Alphabet {
  private final int[] codePoints; // [size], by code - 1
  private final char[] codeOf = new char[Character.MAX_CODE_POINT + 1];
  private final double coverage;

  private Alphabet(int[] codePoints, double coverage) {
    this.codePoints = codePoints;
    this.coverage = coverage;
    for (int i = 0; i < codePoints.length; i++) {
      codeOf[codePoints[i]] = (char) (i + 1);
    }
  }

  /**
   * Takes the most frequent characters until they cover {@code coverage} of the text.
   *
   * @param counts how often each code point was seen
   */
  static Alphabet of(Map<Integer, Long> counts, double coverage) {
    List<Map.Entry<Integer, Long>> sorted =
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<Integer, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .toList();
    long all = sorted.stream().mapToLong(Map.Entry::getValue).sum();
    long covered = 0;
    int size = 0;
    while (size < sorted.size() && covered < coverage * all) {
      covered += sorted.get(size++).getValue();
    }
    if (size > Character.MAX_VALUE) {
      throw new InvalidInputException(
          "the text needs "
              + size
              + " characters, more than a vocabulary can have: lower the"
              + " character coverage");
    }
    int[] codePoints = sorted.stream().limit(size).mapToInt(Map.Entry::getKey).toArray();
    return new Alphabet(codePoints, all == 0 ? 1 : (double) covered / all);
  }

  int size() {
    return codePoints.length;
  }

  /** The share of the text's characters that are in the alphabet. */
  double coverage() {
    return coverage;
  }

  /** The character's code, or 0 where it is not in the alphabet. */
  char code(int codePoint) {
    return codeOf[codePoint];
  }

  /** The text that codes stand for. */
  String decode(String codes) {
    StringBuilder text = new StringBuilder(codes.length());
    for (int i = 0; i < codes.length(); i++) {
      text.appendCodePoint(codePoints[codes.charAt(i) - 1]);
    }
    return text.toString();
  }
}

package io.github.albert4j.evaluation.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How well an answer is one of those that are right, as SQuAD's own scripts have it: after small
 * letters, without punctuation and articles.
 *
 * @param exact 1 where it is the same, else 0
 * @param f1 of the words that both have, from 0 to 1
 * @since 0.1.0
 */
public record AnswerScore(double exact, double f1) {
  static final AnswerScore NONE = new AnswerScore(0, 0);

  /** ASCII only: other punctuation stays. */
  private static final Pattern PUNCTUATION = Pattern.compile("\\p{Punct}");

  /** The borders are Python's: an accent that stands for itself is no part of a word. */
  private static final Pattern ARTICLE =
      Pattern.compile("(?<![\\p{L}\\p{N}_])(?:an|a|the)(?![\\p{L}\\p{N}_])");

  /** What answers are compared as: words in small letters, a space between. */
  public static String normalize(String text) {
    String bare = PUNCTUATION.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("");
    return String.join(" ", words(ARTICLE.matcher(bare).replaceAll(" ")));
  }

  /** What Python's {@code split()} gives. */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int first = -1;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || isSpace(text.charAt(i))) {
        if (first >= 0) {
          words.add(text.substring(first, i));
        }
        first = -1;
      } else if (first < 0) {
        first = i;
      }
    }
    return words;
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
  }

  /**
   * The best of a prediction beside each right answer, by the script of SQuAD 1.1: nothing has no
   * F1, even beside nothing.
   */
  public static AnswerScore v1(List<String> answers, String prediction) {
    return best(answers, prediction, false);
  }

  /**
   * By the script of SQuAD 2.0: where there is no answer, or none is left of it, nothing is right.
   */
  public static AnswerScore v2(List<String> answers, String prediction) {
    List<String> some = answers.stream().filter(answer -> !normalize(answer).isEmpty()).toList();
    return best(some.isEmpty() ? List.of("") : some, prediction, true);
  }

  private static AnswerScore best(List<String> answers, String prediction, boolean nothingCounts) {
    String told = normalize(prediction);
    double exact = 0;
    double f1 = 0;
    for (String answer : answers) {
      String right = normalize(answer);
      boolean same = right.equals(told);
      exact = Math.max(exact, same ? 1 : 0);
      boolean nothing = right.isEmpty() || told.isEmpty();
      f1 = Math.max(f1, !nothing ? f1(right, told) : same && nothingCounts ? 1 : 0);
    }
    return new AnswerScore(exact, f1);
  }

  private static double f1(String right, String told) {
    List<String> rightWords = words(right);
    List<String> toldWords = words(told);
    Map<String, Integer> left = new HashMap<>();
    rightWords.forEach(word -> left.merge(word, 1, Integer::sum));
    int shared = 0;
    for (String word : toldWords) {
      shared += left.merge(word, -1, Integer::sum) >= 0 ? 1 : 0;
    }
    return 2.0 * shared / (rightWords.size() + toldWords.size());
  }
}

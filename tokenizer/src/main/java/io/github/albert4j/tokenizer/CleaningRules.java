package io.github.albert4j.tokenizer;

import java.util.function.IntPredicate;

/**
 * ALBERT's cleaning as character classes of regular expressions: for those who write the rules down
 * in another tokenizer's form. Public only because the vocabulary's files need it.
 *
 * @since 0.1.0
 */
public final class CleaningRules {
  private CleaningRules() {}

  /** What separates words beside the space: {@code [\x{9}-\x{d}\x{1c}-\x{1f}…]}. */
  public static String rareWhiteSpace() {
    return characterClass(c -> c != ' ' && UnicodeTables.isSpace(c));
  }

  /** What is dropped after NFKD: all of a combining class other than 0, in Unicode 14. */
  public static String marks() {
    return characterClass(UnicodeTables::isMark);
  }

  private static String characterClass(IntPredicate within) {
    StringBuilder out = new StringBuilder("[");
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      if (within.test(c)) {
        int first = c;
        while (c < Character.MAX_CODE_POINT && within.test(c + 1)) {
          c++;
        }
        out.append("\\x{").append(Integer.toHexString(first)).append('}');
        if (c > first) {
          out.append("-\\x{").append(Integer.toHexString(c)).append('}');
        }
      }
    }
    return out.append(']').toString();
  }
}

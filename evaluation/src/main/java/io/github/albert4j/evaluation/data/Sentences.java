package io.github.albert4j.evaluation.data;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A paragraph's sentences, by the JDK's rules for English, but that what begins with a small letter
 * goes on with the sentence before ("at 5 p.m. in Rome" is one). Thread-safe.
 *
 * @since 0.1.0
 */
public final class Sentences {
  private Sentences() {}

  /** The sentences without the spaces around them. */
  public static List<String> of(String paragraph) {
    BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ENGLISH);
    breaks.setText(paragraph);
    List<String> sentences = new ArrayList<>();
    int start = breaks.first();
    for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
      boolean goesOn = end < paragraph.length() && Character.isLowerCase(paragraph.charAt(end));
      if (!goesOn) {
        String sentence = paragraph.substring(start, end).strip();
        if (!sentence.isEmpty()) {
          sentences.add(sentence);
        }
        start = end;
      }
    }
    return sentences;
  }
}

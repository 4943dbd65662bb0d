package io.github.albert4j.training.instances;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cuts a paragraph into sentences; for one thread. */
final class SentenceSplitter {
  private final BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ENGLISH);

  /** The sentences, white space at their ends removed; none for a blank text. */
  List<String> split(String paragraph) {
    List<String> sentences = new ArrayList<>();
    breaks.setText(paragraph);
    int start = breaks.first();
    for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
      String sentence = paragraph.substring(start, end).strip();
      if (!sentence.isEmpty()) {
        sentences.add(sentence);
      }
      start = end;
    }
    return sentences;
  }
}

package io.github.albert4j.training.wikipedia;

import java.util.ArrayList;
import java.util.List;

/**
 * Wikitext to paragraphs of plain prose: templates, tables, lists, headings, references, galleries,
 * files, categories and markup go, the text that a reader reads between them stays.
 *
 * <pre>{@code
 * List<String> paragraphs = new WikitextCleaner().paragraphs("'''Rain''' is [[water]].{{cn}}");
 * }</pre>
 *
 * <p>The grammar is that of MediaWiki's <a
 * href="https://www.mediawiki.org/wiki/Preprocessor_ABNF">preprocessor</a> and of <a
 * href="https://www.mediawiki.org/wiki/Help:Formatting">Help:Formatting</a>, as far as prose needs
 * it; no template is looked up. The steps, each linear in the text's length whatever it holds:
 * {@code Elements} (comments, tags), {@code Brackets} and {@code Inline} (templates, links), {@code
 * Blocks} (tables, lists, headings, paragraphs), {@code Quotes} and {@code Paragraph} (apostrophes,
 * entities, spaces).
 *
 * <p>Not thread-safe: it keeps its scratch memory from page to page.
 *
 * @since 0.1.0
 */
public final class WikitextCleaner {
  private static final int DEFAULT_WORDS = 3;

  private final Namespaces namespaces;
  private final int minWords;
  private final Brackets brackets = new Brackets();

  /** For pages of a wiki with the usual names, paragraphs of three words or more. */
  public WikitextCleaner() {
    this(Namespaces.COMMON, DEFAULT_WORDS);
  }

  WikitextCleaner(Namespaces namespaces, int minWords) {
    this.namespaces = namespaces;
    this.minWords = minWords;
  }

  /** The paragraphs of a page, none of them empty, without line breaks. */
  public List<String> paragraphs(String wikitext) {
    String text = Inline.render(Elements.remove(wikitext), brackets, namespaces);
    List<String> paragraphs = new ArrayList<>();
    for (String block : Blocks.prose(text)) {
      String paragraph = Paragraph.tidy(block);
      if (words(paragraph) >= minWords) {
        paragraphs.add(paragraph);
      }
    }
    return paragraphs;
  }

  /** Runs between spaces that have a letter or a digit; 0 where no letter is a small one. */
  static int words(String paragraph) {
    int words = 0;
    boolean small = false;
    boolean inWord = false;
    for (int i = 0; i < paragraph.length(); i++) {
      char c = paragraph.charAt(i);
      if (c == ' ') {
        inWord = false;
      } else if (!inWord && Character.isLetterOrDigit(c)) {
        inWord = true;
        words++;
      }
      small |= Character.isLetter(c) && !Character.isUpperCase(c);
    }
    return small ? words : 0;
  }
}

package io.github.albert4j.evaluation.data;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a paragraph of English into sentences: Java's {@link BreakIterator} proposes borders, and
 * those behind an abbreviation, an initial, or in front of a small letter are taken back. docs/
 * pretraining.md has the figures beside other splitters. For one thread.
 *
 * @since 0.1.0
 */
public final class SentenceSplitter {
  /** What a name, a number or the rest of the sentence follows, so that no sentence ends there. */
  private static final Set<String> NEVER_LAST =
      words(
          "mr mrs ms messrs mme mlle dr prof rev hon st mt ft gen col maj capt cmdr lt sgt cpl pvt"
              + " adm gov sen rep pres supt insp fr bros vs viz cf e.g i.e eg ie ca approx no nos"
              + " fig figs sec vol vols pp ed eds op art ch trans jan feb mar apr jun jul aug sep"
              + " sept oct nov dec mon tue tues wed thu thur thurs fri sat sun");

  /** Of those, words by themselves too: abbreviations only in front of a number. */
  private static final Set<String> BEFORE_NUMBER =
      words(
          "no nos fig figs sec art ch op ed mar may jun jul aug sep oct nov dec jan feb apr sat"
              + " sun mon wed fri tue thu");

  /** What begins a sentence and hardly ever a name: behind an initial it tells the two apart. */
  private static final Set<String> OPENERS =
      words(
          "the a an it he she they we i you there this that these those his her its their our my"
              + " your in on at by for from with as if when while after before since although"
              + " though because but and or so yet then now here what who why how where which"
              + " some many most all both each no not one two after during despite however also"
              + " another other few such let do did is are was were has have had will would can"
              + " could please yes thank nobody everyone nothing perhaps maybe");

  /** The end of a text before a border: the last word and a full stop. */
  private static final Pattern LAST_WORD =
      Pattern.compile("(?<![\\p{L}.])([\\p{L}.]{0,15}\\p{L})\\.$");

  private static final Pattern INITIALS = Pattern.compile("(?:\\p{L}\\.)*\\p{L}");

  private static final Pattern FIRST_WORD = Pattern.compile("[\"'(\\[“‘]*([\\p{L}\\p{N}]+)");

  /** Where a small letter may begin a sentence in a text that knows no capitals. */
  private static final Pattern BEGINNING =
      Pattern.compile("[.!?][\"')\\]]*\\s+[\"'(\\[]*(\\p{Ll})");

  private final BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ENGLISH);

  private static Set<String> words(String words) {
    return Set.copyOf(List.of(words.split(" ")));
  }

  /** The sentences, white space at their ends removed; none for a blank text. */
  public List<String> split(String paragraph) {
    List<String> sentences = new ArrayList<>();
    boolean capitals = paragraph.chars().anyMatch(Character::isUpperCase);
    String marked = capitals ? paragraph : withCapitals(paragraph);
    breaks.setText(marked);
    int start = 0;
    for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
      String sentence = marked.substring(start, end).strip();
      if (end < marked.length() && goesOn(sentence, marked, end)) {
        continue;
      }
      if (!sentence.isEmpty()) {
        sentences.add(paragraph.substring(start, end).strip());
      }
      start = end;
    }
    return sentences;
  }

  /** A text without capitals gets them where sentences may begin, for no place to look alike. */
  private static String withCapitals(String text) {
    StringBuilder marked = new StringBuilder(text);
    Matcher matcher = BEGINNING.matcher(text);
    while (matcher.find()) {
      int at = matcher.start(1);
      marked.setCharAt(at, Character.toUpperCase(text.charAt(at)));
    }
    return marked.toString();
  }

  /** Whether a sentence that seems to end goes on with what stands from {@code end} on. */
  private static boolean goesOn(String sentence, String text, int end) {
    Matcher first = FIRST_WORD.matcher(text).region(end, text.length());
    if (!first.lookingAt()) {
      return false;
    }
    String next = first.group(1);
    if (Character.isLowerCase(next.codePointAt(0))) {
      return true;
    }
    Matcher last = LAST_WORD.matcher(sentence);
    if (!last.find()) {
      return false;
    }
    String word = last.group(1);
    String small = word.toLowerCase(Locale.ROOT);
    if (NEVER_LAST.contains(small)) {
      return !BEFORE_NUMBER.contains(small) || Character.isDigit(next.codePointAt(0));
    }
    return INITIALS.matcher(word).matches() && !OPENERS.contains(next.toLowerCase(Locale.ROOT));
  }
}

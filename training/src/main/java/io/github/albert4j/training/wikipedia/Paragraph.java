package io.github.albert4j.training.wikipedia;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * The cleaner's last step, for one paragraph: entities become characters, white space one space,
 * and what stood around something that was taken out is mended: {@code (, born 1950)} becomes
 * {@code (born 1950)}, empty brackets go.
 */
final class Paragraph {
  /** Pairs that the next who reads it would take for markup, though they were written as text. */
  private static final Set<String> PAIRS = Set.of("[[", "]]", "{{", "}}", "''", "{|", "|}");

  /** A tag that was written as text: its name is what a reader reads. */
  private static final Pattern TAG = Pattern.compile("<\\s*/?\\s*([a-zA-Z][^<>\\[\\]{}|']{0,60})>");

  /** A file or a category that was named outside of brackets. */
  private static final Pattern NAMED_FILE = Pattern.compile("\\b(?i:file|image|category):\\w\\S*");

  private static final Pattern BLOCK_START = Pattern.compile("^[\\s=*#:;|]+");

  private final StringBuilder out;
  private boolean gap;
  private boolean space;

  private Paragraph(int length) {
    this.out = new StringBuilder(length);
  }

  static String tidy(String text) {
    Paragraph paragraph = new Paragraph(text.length());
    for (int at = 0; at < text.length(); ) {
      char c = text.charAt(at);
      if (c == '&') {
        HtmlEntities.Entity entity = HtmlEntities.at(text, at);
        paragraph.add(entity.codePoint());
        at = entity.end();
      } else {
        int codePoint = text.codePointAt(at);
        paragraph.add(codePoint);
        at += Character.charCount(codePoint);
      }
    }
    return withoutLeftOvers(paragraph.out.toString());
  }

  private void add(int codePoint) {
    if (codePoint > ' ' && codePoint < 0x7F) {
      addVisible(codePoint);
    } else if (codePoint == Marks.GAP) {
      gap = true;
    } else if (Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint)) {
      space = true;
    } else if (!isInvisible(codePoint)) {
      addVisible(codePoint < 0x10000 ? Marks.unmasked((char) codePoint) : codePoint);
    }
  }

  private void addVisible(int c) {
    if (!gap && !space) {
      out.appendCodePoint(c);
      return;
    }
    if (gap && isPause(c) && endsWithAny("([,;")) {
      return; // the comma parted what was taken out from what follows
    }
    if (gap && (c == ')' && closesEmpty('(') || c == ']' && closesEmpty('['))) {
      return;
    }
    boolean joined = gap && (",.;:!?)]".indexOf(c) >= 0 || endsWithAny("(["));
    if (space && !joined && out.length() > 0) {
      out.append(' ');
    }
    out.appendCodePoint(c);
    gap = false;
    space = false;
  }

  /**
   * Takes an opening bracket with nothing but commas in it back out; tells whether there was one.
   */
  private boolean closesEmpty(char opening) {
    int end = out.length();
    while (end > 0 && (isPause(out.charAt(end - 1)) || " –—-/".indexOf(out.charAt(end - 1)) >= 0)) {
      end--;
    }
    if (end == 0 || out.charAt(end - 1) != opening) {
      return false;
    }
    end--;
    space = end > 0 && out.charAt(end - 1) == ' ';
    out.setLength(space ? end - 1 : end);
    return true;
  }

  private boolean endsWithAny(String characters) {
    return out.length() > 0 && characters.indexOf(out.charAt(out.length() - 1)) >= 0;
  }

  private static boolean isPause(int c) {
    return c == ',' || c == ';';
  }

  /** Soft hyphens and marks of direction, of which a reader sees nothing. */
  private static boolean isInvisible(int c) {
    return c == 0xAD
        || c == 0x200B
        || c == 0x200E
        || c == 0x200F
        || c == 0x2060
        || c == 0xFEFF
        || Character.isISOControl(c)
        || Character.getType(c) == Character.SURROGATE;
  }

  private static String withoutLeftOvers(String text) {
    String clean = text.indexOf('<') < 0 ? text : TAG.matcher(text).replaceAll("$1");
    clean = withoutMarks(clean);
    if (clean.indexOf(':') >= 0) {
      clean = NAMED_FILE.matcher(clean).replaceAll("");
    }
    return BLOCK_START.matcher(clean).replaceAll("").strip();
  }

  /** Where one is taken out, what it parted may be another: so each is looked for in the output. */
  private static String withoutMarks(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '/' || c == '!' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
        removeTagStart(out);
      }
      int last = out.length() - 1;
      if (last >= 0 && "[]{}|'".indexOf(c) >= 0 && PAIRS.contains("" + out.charAt(last) + c)) {
        out.setLength(last);
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static void removeTagStart(StringBuilder out) {
    for (int end = out.length(); end > 0; ) {
      end -= out.charAt(end - 1) == ' ' ? 1 : 0;
      if (end == 0 || out.charAt(end - 1) != '<') {
        return;
      }
      out.setLength(--end);
    }
  }
}

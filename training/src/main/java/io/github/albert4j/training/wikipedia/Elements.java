package io.github.albert4j.training.wikipedia;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The cleaner's first step: comments and tags. Of elements that hold no prose (references,
 * formulas, galleries, code) nothing is left; of the others the content. What is in {@code
 * <nowiki>} becomes {@link Marks#literal literal}.
 *
 * <p>One pass. An end tag is searched for from a start tag on, and what was searched is then gone,
 * or known to have no such end tag; elements that nest are taken back out of the output where their
 * end is met. So the time is linear, whatever is left open.
 */
final class Elements {
  /** Elements whose content is not wikitext, or not prose: skipped up to the first end tag. */
  private static final Set<String> SKIPPED =
      Set.of(
          "ref",
          "math",
          "chem",
          "ce",
          "pre",
          "gallery",
          "syntaxhighlight",
          "source",
          "imagemap",
          "timeline",
          "score",
          "hiero",
          "graph",
          "mapframe",
          "maplink",
          "templatedata",
          "inputbox",
          "categorytree",
          "references",
          "poem",
          "indicator",
          "templatestyles",
          "style",
          "script");

  /** Elements that nest: taken out again where they end. */
  private static final Set<String> TAKEN_OUT =
      Set.of("table", "ul", "ol", "dl", "li", "h1", "h2", "h3", "h4", "h5", "h6", "includeonly");

  private static final Set<String> PARAGRAPHS = Set.of("blockquote", "p", "center");
  private static final Set<String> SPACES = Set.of("br", "hr");

  private final String in;
  private final StringBuilder out;

  /** Where elements of a name were opened, in the output. */
  private final Map<String, Deque<Integer>> open = new HashMap<>();

  /** Names of elements that end nowhere in the rest of the text. */
  private final Map<String, Boolean> neverEnds = new HashMap<>();

  private Elements(String in) {
    this.in = in;
    this.out = new StringBuilder(in.length());
  }

  static String remove(String wikitext) {
    Elements elements = new Elements(wikitext);
    int length = wikitext.length();
    for (int at = 0; at < length; ) {
      int from = at;
      while (at < length && isText(wikitext.charAt(at))) {
        at++;
      }
      elements.out.append(wikitext, from, at);
      if (at < length) {
        at = wikitext.charAt(at) == '<' ? elements.angle(at) : at + 1;
      }
    }
    return elements.out.toString();
  }

  private static boolean isText(char c) {
    return c != '<' && c != '\r' && !Marks.isReserved(c);
  }

  /** Handles a {@code <} and returns where to go on. */
  private int angle(int at) {
    if (in.startsWith("<!--", at)) {
      return comment(at);
    }
    boolean end = at + 1 < in.length() && in.charAt(at + 1) == '/';
    int nameFrom = at + (end ? 2 : 1);
    int nameTo = nameFrom;
    while (nameTo < in.length() && isNameCharacter(in.charAt(nameTo))) {
      nameTo++;
    }
    if (nameTo == nameFrom || !Character.isLetter(in.charAt(nameFrom))) {
      out.append('<');
      return at + 1;
    }
    int close = nameTo;
    while (close < in.length() && in.charAt(close) != '>' && in.charAt(close) != '<') {
      close++;
    }
    if (close == in.length() || in.charAt(close) == '<') {
      out.append(Marks.GAP); // no tag, but nothing to read either
      return nameTo;
    }
    String name = in.substring(nameFrom, nameTo).toLowerCase(Locale.ROOT);
    boolean empty = in.charAt(close - 1) == '/';
    return end ? endTag(name, close + 1) : startTag(name, empty, close + 1);
  }

  private int comment(int at) {
    int end = in.indexOf("-->", at + 4);
    if (end < 0) {
      return in.length(); // as MediaWiki reads it
    }
    int next = end + 3;
    // A comment alone on its line takes the line with it, else it would part two paragraphs.
    boolean startsLine = out.length() == 0 || out.charAt(out.length() - 1) == '\n';
    return startsLine && next < in.length() && in.charAt(next) == '\n' ? next + 1 : next;
  }

  private int startTag(String name, boolean empty, int next) {
    if (name.equals("nowiki")) {
      return empty ? next : nowiki(next);
    }
    if (SKIPPED.contains(name)) {
      out.append(Marks.GAP);
      return empty ? next : afterEnd(name, next);
    }
    if (TAKEN_OUT.contains(name) && !empty) {
      open.computeIfAbsent(name, n -> new ArrayDeque<>()).push(out.length());
    }
    replace(name);
    return next;
  }

  private int endTag(String name, int next) {
    Deque<Integer> starts = open.get(name);
    while (starts != null && !starts.isEmpty()) {
      int start = starts.pop();
      if (start <= out.length()) { // else it went with an element around it
        out.setLength(start);
        out.append(Marks.GAP);
        return next;
      }
    }
    replace(name);
    return next;
  }

  private void replace(String name) {
    if (PARAGRAPHS.contains(name)) {
      out.append('\n');
    } else if (SPACES.contains(name)) {
      out.append(' ');
    }
  }

  private int nowiki(int from) {
    int end = find("nowiki", from);
    int to = end < 0 ? from : end;
    for (int i = from; i < to; ) {
      char c = in.charAt(i);
      if (c == '&') {
        HtmlEntities.Entity entity = HtmlEntities.at(in, i); // these it does not switch off
        literal(entity.codePoint());
        i = entity.end();
      } else {
        literal(c == '\n' ? ' ' : c);
        i++;
      }
    }
    return end < 0 ? from : afterTag(end);
  }

  private void literal(int codePoint) {
    if (codePoint > Character.MAX_VALUE) {
      out.appendCodePoint(codePoint);
    } else if (!Marks.isReserved((char) codePoint)) {
      out.append(Marks.literal((char) codePoint));
    }
  }

  /** The place after an element's end, or {@code from} where it has none. */
  private int afterEnd(String name, int from) {
    int end = find(name, from);
    return end < 0 ? from : afterTag(end);
  }

  private int afterTag(int tag) {
    int close = in.indexOf('>', tag);
    return close < 0 ? in.length() : close + 1;
  }

  /** Where the end tag of an element begins, or -1. */
  private int find(String name, int from) {
    if (neverEnds.containsKey(name)) {
      return -1;
    }
    for (int at = in.indexOf('<', from); at >= 0; at = in.indexOf('<', at + 1)) {
      if (isTag(at + 1, "/", name)) {
        return at;
      }
      // References do not nest: one was left open, and prose follows it.
      if (name.equals("ref") && isTag(at + 1, "", name)) {
        return -1;
      }
    }
    neverEnds.put(name, true);
    return -1;
  }

  private boolean isTag(int at, String slash, String name) {
    int nameAt = at + slash.length();
    int nameTo = nameAt + name.length();
    return in.startsWith(slash, at)
        && in.regionMatches(true, nameAt, name, 0, name.length())
        && (nameTo == in.length() || !isNameCharacter(in.charAt(nameTo)));
  }

  private static boolean isNameCharacter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }
}

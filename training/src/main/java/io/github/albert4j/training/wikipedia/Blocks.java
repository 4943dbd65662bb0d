package io.github.albert4j.training.wikipedia;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/**
 * The cleaner's fourth step: what a line's first characters make of it. Tables, lists, headings,
 * indented and preformatted lines go; lines of prose that follow each other are one paragraph, as
 * MediaWiki shows them.
 */
final class Blocks {
  private Blocks() {}

  /** The paragraphs, with {@link Marks} and entities still in them. */
  static List<String> prose(String text) {
    List<String> lines = Arrays.asList(text.split("\n", -1));
    BitSet inTable = tables(lines);
    List<String> paragraphs = new ArrayList<>();
    StringBuilder paragraph = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (inTable.get(i) || !isProse(line)) {
        flush(paragraph, paragraphs);
      } else {
        paragraph.append(paragraph.length() > 0 ? " " : "").append(Quotes.remove(line));
      }
    }
    flush(paragraph, paragraphs);
    return paragraphs;
  }

  private static void flush(StringBuilder paragraph, List<String> paragraphs) {
    if (paragraph.length() > 0) {
      paragraphs.add(paragraph.toString());
      paragraph.setLength(0);
    }
  }

  private static boolean isProse(String line) {
    if (line.isEmpty() || line.charAt(0) == ' ' || line.charAt(0) == '\t') {
      return false; // preformatted
    }
    int start = start(line);
    if (start == line.length()) {
      return false;
    }
    return switch (line.charAt(start)) {
      case '*', '#', ':', ';', '|', '=' -> false;
      case '-' -> !line.startsWith("----", start);
      case '{' -> !line.startsWith("{|", start);
      case '}' -> false;
      default -> !Namespaces.COMMON.hides(line, start, line.length());
    };
  }

  /** The first character that is neither a space nor a place where something was taken out. */
  private static int start(String line) {
    int at = 0;
    while (at < line.length() && (line.charAt(at) == Marks.GAP || line.charAt(at) <= ' ')) {
      at++;
    }
    return at;
  }

  /**
   * The lines of tables, inner ones included. One that is left open would take the rest of the page
   * with it: here it ends at the next empty line or heading.
   */
  private static BitSet tables(List<String> lines) {
    int[] starting =
        new int[lines.size() + 1]; // tables that start at a line, less those that ended
    Deque<Integer> open = new ArrayDeque<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      int start = start(line);
      while (start < line.length() && line.charAt(start) == ':') {
        start++; // an indented table
      }
      if (line.startsWith("{|", start)) {
        open.push(i);
      } else if (line.startsWith("|}", start) && !open.isEmpty()) {
        starting[open.pop()]++;
        starting[i + 1]--;
      }
    }
    BitSet inTable = new BitSet(lines.size());
    for (int i = 0, depth = 0; i < lines.size(); i++) {
      depth += starting[i];
      inTable.set(i, depth > 0);
    }
    for (int first : open) {
      int i = first;
      while (i < lines.size() && !inTable.get(i) && !endsOpenTable(lines.get(i))) {
        inTable.set(i++);
      }
    }
    return inTable;
  }

  private static boolean endsOpenTable(String line) {
    return line.isBlank() || line.startsWith("==");
  }
}

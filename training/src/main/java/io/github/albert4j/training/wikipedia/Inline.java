package io.github.albert4j.training.wikipedia;

import java.util.ArrayList;
import java.util.List;

/**
 * The cleaner's third step: templates go (but for {@link ProseTemplates}), links leave what a
 * reader sees of them, files and categories go with their captions, addresses and magic words go.
 * Lines stay.
 *
 * <p>Every character belongs to one innermost pair of brackets and is looked at there, so the time
 * is linear.
 */
final class Inline {
  /** As deep as MediaWiki goes; what is nested deeper is nobody's prose. */
  private static final int DEEPEST = 40;

  private final Namespaces namespaces;
  private final Brackets brackets;
  private final String text;
  private final StringBuilder out;

  private Inline(Namespaces namespaces, Brackets brackets, String text) {
    this.namespaces = namespaces;
    this.brackets = brackets;
    this.text = text;
    this.out = new StringBuilder(text.length());
  }

  static String render(String text, Brackets brackets, Namespaces namespaces) {
    brackets.pair(text);
    Inline inline = new Inline(namespaces, brackets, text);
    inline.render(0, text.length(), 0);
    return inline.out.toString();
  }

  private void render(int from, int to, int depth) {
    if (depth > DEEPEST) {
      out.append(Marks.GAP);
      return;
    }
    for (int at = from; at < to; ) {
      int start = at;
      while (at < to && !isSpecial(text.charAt(at))) {
        at++;
      }
      out.append(text, start, at);
      if (at < to) {
        at = special(at, to, depth);
      }
    }
  }

  private static boolean isSpecial(char c) {
    return switch (c) {
      case '{', '[', '}', ']', '_', 'h', 'H' -> true;
      default -> false;
    };
  }

  /** Handles a character that may begin markup, and returns where to go on. */
  private int special(int at, int to, int depth) {
    char c = text.charAt(at);
    return switch (c) {
      case '{' -> brace(at, to, depth);
      case '[' -> bracket(at, to, depth);
      case '}', ']' -> strayEnd(c, at);
      case '_' -> underscore(at, to);
      default -> address(c, at, to);
    };
  }

  private int brace(int at, int to, int depth) {
    int end = brackets.end(at);
    if (end == 0) {
      boolean two = at + 1 < to && text.charAt(at + 1) == '{';
      if (two && brackets.end(at + 1) == 0) {
        out.append(Marks.GAP);
        return endOfLine(at, to); // a template that was left open: its name is no prose
      }
      out.append('{');
      return at + 1;
    }
    boolean parameter =
        end - at >= 6 && text.startsWith("{{{", at) && text.startsWith("}}}", end - 3);
    if (parameter) {
      out.append(Marks.GAP);
    } else {
      template(at + 2, end - 2, depth);
    }
    return end;
  }

  private void template(int from, int to, int depth) {
    int bar = next('|', from, to);
    String form = bar - from > 40 ? null : ProseTemplates.form(text.substring(from, bar));
    if (form == null) {
      out.append(Marks.GAP);
      return;
    }
    List<int[]> arguments = arguments(bar, to);
    for (int i = 0; i < form.length(); i++) {
      int number = form.startsWith("$-1", i) ? arguments.size() : number(form, i);
      if (number < 0) {
        out.append(form.charAt(i));
        continue;
      }
      if (number <= arguments.size() && number > 0) {
        int[] argument = arguments.get(number - 1);
        render(argument[0], argument[1], depth + 1);
      }
      i += form.startsWith("$-1", i) ? 2 : 1;
    }
  }

  private static int number(String form, int at) {
    boolean one = form.startsWith("$1", at);
    return one || form.startsWith("$2", at) ? (one ? 1 : 2) : -1;
  }

  /** The arguments without a name (or named by a number), in order; each from and to. */
  private List<int[]> arguments(int bar, int to) {
    List<int[]> arguments = new ArrayList<>();
    for (int from = bar + 1; from <= to; ) {
      int end = next('|', from, to);
      int equals = next('=', from, end);
      if (equals == end) {
        arguments.add(new int[] {from, end});
      } else if (isPositional(text.substring(from, Math.min(equals, from + 16)).strip())) {
        arguments.add(new int[] {equals + 1, end});
      }
      from = end + 1;
    }
    return arguments;
  }

  private static boolean isPositional(String name) {
    return name.equals("text") || name.equals("quote") || name.matches("[1-9]");
  }

  /** Where a character stands next that is in no brackets of its own, or {@code to}. */
  private int next(char wanted, int from, int to) {
    int at = from;
    while (at < to && text.charAt(at) != wanted) {
      int end = brackets.end(at);
      at = end > at ? end : at + 1;
    }
    return Math.min(at, to);
  }

  private int bracket(int at, int to, int depth) {
    int end = brackets.end(at);
    if (end == 0) {
      return leftOpen(at, to);
    }
    if (text.charAt(at + 1) == '[') {
      link(at + 2, end - 2, depth);
      return end;
    }
    int label = Urls.end(text, at + 1, end - 1);
    out.append(Marks.GAP);
    render(label, end - 1, depth + 1);
    return end;
  }

  private int leftOpen(int at, int to) {
    boolean two = at + 1 < to && text.charAt(at + 1) == '[' && brackets.end(at + 1) == 0;
    if (!two) {
      out.append('[');
      return at + 1;
    }
    int target = skipColon(at + 2, to);
    if (namespaces.hides(text, target, to)) {
      return endOfLine(at, to);
    }
    return at + 2;
  }

  private void link(int from, int to, int depth) {
    boolean colon = skipColon(from, to) > from;
    int target = skipColon(from, to);
    int bar = next('|', from, to);
    boolean hidden = namespaces.hides(text, target, to);
    boolean labelled = bar + 1 < to;
    if (hidden && !(colon && labelled) || !colon && !labelled && isLanguageLink(from, to)) {
      out.append(Marks.GAP);
      return;
    }
    int shownFrom = labelled ? bar + 1 : target;
    int shownTo = labelled ? to : bar;
    int start = out.length();
    render(shownFrom, shownTo, depth + 1);
    for (int i = start; i < out.length(); i++) {
      if (out.charAt(i) == '\n') {
        out.setCharAt(i, ' ');
      }
    }
  }

  private boolean isLanguageLink(int from, int to) {
    return Namespaces.isLanguageLink(text, from, to);
  }

  private int skipColon(int from, int to) {
    int at = from;
    while (at < to && (text.charAt(at) == ' ' || text.charAt(at) == ':')) {
      at++;
    }
    return at;
  }

  private int strayEnd(char c, int at) {
    if (at + 1 < text.length() && text.charAt(at + 1) == c) {
      return at + 2;
    }
    out.append(c);
    return at + 1;
  }

  /** {@code __NOTOC__} and the like. */
  private int underscore(int at, int to) {
    if (at + 1 < to && text.charAt(at + 1) == '_') {
      int end = at + 2;
      while (end < to && end - at < 32 && Character.isUpperCase(text.charAt(end))) {
        end++;
      }
      if (end > at + 2 && text.startsWith("__", end)) {
        out.append(Marks.GAP);
        return end + 2;
      }
    }
    out.append('_');
    return at + 1;
  }

  private int address(char c, int at, int to) {
    if (Urls.bareStartsAt(text, at)) {
      out.append(Marks.GAP);
      return Urls.end(text, at, to);
    }
    out.append(c);
    return at + 1;
  }

  private int endOfLine(int at, int to) {
    int end = text.indexOf('\n', at);
    return end < 0 || end > to ? to : end;
  }
}

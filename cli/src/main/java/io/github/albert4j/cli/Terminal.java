package io.github.albert4j.cli;

/** What the program knows of the terminals that its output goes to. */
final class Terminal {
  /** The launcher, which can tell, says whether standard output and error are terminals. */
  private static final String OUT = "albert4j.stdout.terminal";

  private static final String ERR = "albert4j.stderr.terminal";

  private static final int BAR = 20;
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉";

  private Terminal() {}

  static boolean isOutput() {
    return is(OUT);
  }

  static boolean isError() {
    return is(ERR);
  }

  private static boolean is(String property) {
    String said = System.getProperty(property);
    if (said != null) {
      return Boolean.parseBoolean(said);
    }
    // Up to JDK 21 a console is there only where input and output are terminals; later always.
    return Runtime.version().feature() < 22 && System.console() != null;
  }

  /** A text of a stranger's as it may be shown: control characters escaped. */
  static String safe(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      switch (Character.getType(c)) {
        case Character.CONTROL,
            Character.FORMAT,
            Character.LINE_SEPARATOR,
            Character.PARAGRAPH_SEPARATOR,
            Character.SURROGATE ->
            safe.append(String.format(c > 0xffff ? "\\U%08x" : "\\u%04x", c));
        default -> safe.appendCodePoint(c);
      }
    }
    return safe.toString();
  }

  /** A message on one line, whatever it holds. */
  static String oneLine(String message) {
    return safe(message.strip().replaceAll("\\R\\s*", "; "));
  }

  /** A bar of up to twenty cells for a share between 0 and 1, in eighths of a cell. */
  static String bar(double share) {
    int eighths = (int) Math.round(Math.max(0, Math.min(1, share)) * BAR * 8);
    String bar = "█".repeat(eighths / 8) + (eighths % 8 == 0 ? "" : EIGHTHS.charAt(eighths % 8));
    return bar.isEmpty() && share > 0 ? "▏" : bar;
  }
}

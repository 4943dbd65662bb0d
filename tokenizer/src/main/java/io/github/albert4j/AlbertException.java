package io.github.albert4j;

/**
 * What every failure that albert4j foresees is thrown as: its message is one line that names the
 * thing, what was expected, what was found and what to do.
 *
 * @since 0.1.0
 */
public class AlbertException extends RuntimeException {
  private static final int MAX_MESSAGE = 4000;

  public AlbertException(String message) {
    super(oneLine(message));
  }

  public AlbertException(String message, Throwable cause) {
    super(oneLine(message), cause);
  }

  /**
   * Names out of a stranger's file may hold line breaks, commands to the terminal, or megabytes.
   */
  private static String oneLine(String message) {
    StringBuilder line = new StringBuilder(Math.min(message.length(), MAX_MESSAGE));
    for (int i = 0; i < message.length() && i < MAX_MESSAGE; i++) {
      char c = message.charAt(i);
      line.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? '?' : c);
    }
    return message.length() > MAX_MESSAGE ? line.append('…').toString() : line.toString();
  }
}

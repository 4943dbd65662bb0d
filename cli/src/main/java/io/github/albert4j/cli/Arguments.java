package io.github.albert4j.cli;

import io.github.albert4j.InvalidInputException;

/** Texts on the command line. */
final class Arguments {
  private Arguments() {}

  /** A text that Java has not damaged: without a UTF-8 locale it decodes arguments as ASCII. */
  static String checked(String text) {
    if (text.indexOf('\ufffd') >= 0
        && !System.getProperty("sun.jnu.encoding", "UTF-8").equalsIgnoreCase("UTF-8")) {
      throw new InvalidInputException(
          "an argument holds characters that this locale cannot decode: set LC_ALL=C.UTF-8, or use"
              + " --input");
    }
    return text;
  }
}

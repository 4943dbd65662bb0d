package io.github.albert4j.cli;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.pipeline.TextPair;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

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

  /**
   * Two texts that belong together, or none.
   *
   * @param what they are, for a message
   */
  static List<TextPair> two(CommandSpec command, @Nullable List<String> texts, String what) {
    if (texts == null) {
      return List.of();
    }
    if (texts.size() != 2) {
      throw Usage.wrong(command, "expected " + what + ", found one text");
    }
    return List.of(new TextPair(checked(texts.get(0)), checked(texts.get(1))));
  }
}

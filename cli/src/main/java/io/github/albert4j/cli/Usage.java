package io.github.albert4j.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks of option values that picocli's types do not make. */
final class Usage {
  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,12})\\s*([kmg]?)(i?)b?", Pattern.CASE_INSENSITIVE);

  private Usage() {}

  static int atLeastOne(CommandSpec command, String option, int value) {
    return atLeast(command, option, value, 1);
  }

  static int atLeast(CommandSpec command, String option, int value, int least) {
    if (value < least) {
      throw wrong(command, option + ": expected " + least + " or more, found " + value);
    }
    return value;
  }

  /** Bytes of a size as {@code 500MB}, {@code 2GB} or {@code 256MiB}. */
  static long size(CommandSpec command, String option, String size) {
    Matcher matcher = SIZE.matcher(size.strip());
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) < 1) {
      throw wrong(command, option + ": expected a size as 500MB, found " + size);
    }
    long thousand = matcher.group(3).isEmpty() ? 1000 : 1024;
    long unit =
        switch (matcher.group(2).toUpperCase(Locale.ROOT)) {
          case "K" -> thousand;
          case "M" -> thousand * thousand;
          case "G" -> thousand * thousand * thousand;
          default -> 1;
        };
    return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
  }

  static ParameterException wrong(CommandSpec command, String problem) {
    return new ParameterException(command.commandLine(), problem);
  }
}

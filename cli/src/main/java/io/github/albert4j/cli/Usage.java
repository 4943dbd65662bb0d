package io.github.albert4j.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks of option values that picocli's types do not make. */
final class Usage {
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

  static ParameterException wrong(CommandSpec command, String problem) {
    return new ParameterException(command.commandLine(), problem);
  }
}

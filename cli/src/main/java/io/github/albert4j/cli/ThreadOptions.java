package io.github.albert4j.cli;

import picocli.CommandLine;
import picocli.CommandLine.Option;

/** How many threads compute. */
final class ThreadOptions {
  @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
  CommandLine.Model.CommandSpec command;

  private int count = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that compute. Default: one for each processor.")
  void threads(int n) {
    count = Usage.atLeastOne(command, "--threads", n);
  }

  int count() {
    return count;
  }
}

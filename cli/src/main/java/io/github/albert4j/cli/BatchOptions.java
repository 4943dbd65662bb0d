package io.github.albert4j.cli;

import picocli.CommandLine;
import picocli.CommandLine.Option;

/** How much is computed at once. */
final class BatchOptions {
  private static final int DEFAULT_TOKENS = 4096;

  @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
  CommandLine.Model.CommandSpec command;

  private int tokens = DEFAULT_TOKENS;

  @Option(
      names = "--batch-tokens",
      paramLabel = "N",
      description = "At most so many tokens at once. Default: 4096.")
  void tokens(int n) {
    tokens = Usage.atLeastOne(command, "--batch-tokens", n);
  }

  int tokens() {
    return tokens;
  }
}

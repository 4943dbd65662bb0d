package io.github.albert4j.cli;

import io.github.albert4j.pipeline.BatchTokens;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** How much is computed at once. */
final class BatchOptions {
  @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
  CommandLine.Model.CommandSpec command;

  private int tokens = BatchTokens.DEFAULT;

  @Option(
      names = "--batch-tokens",
      paramLabel = "N",
      description = "At most so many tokens at once. Default: " + BatchTokens.DEFAULT + ".")
  void tokens(int n) {
    tokens = Usage.atLeastOne(command, "--batch-tokens", n);
  }

  int tokens() {
    return tokens;
  }
}

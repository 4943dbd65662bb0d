package io.github.albert4j.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The shell's completion of this command line. */
@Command(
    name = "completion",
    description = "Print a script that completes commands and options in bash and zsh.",
    footer = {"", "Example:", "  source <(albert4j completion)"})
final class CompletionCommand implements Runnable {
  @CommandLine.Spec CommandLine.Model.CommandSpec command;

  @Override
  public void run() {
    CommandLine all = Main.commandLine(command.commandLine().getErr());
    new Stdout().line(AutoComplete.bash("albert4j", all).stripTrailing());
  }
}

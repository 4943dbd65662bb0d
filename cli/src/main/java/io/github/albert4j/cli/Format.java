package io.github.albert4j.cli;

import picocli.CommandLine.Option;

/** Whether answers are written for a program or for a person. */
final class Format {
  @Option(names = "--json", description = "Write JSON. The default where output is no terminal.")
  private boolean json;

  boolean json() {
    return json || !Terminal.isOutput();
  }
}

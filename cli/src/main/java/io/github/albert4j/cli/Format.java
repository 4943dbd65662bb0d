package io.github.albert4j.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Whether answers are written for a program or for a person. */
final class Format {
  @Option(names = "--json", description = "Write JSON. The default where output is no terminal.")
  private boolean json;

  boolean json() {
    return json || !Terminal.isOutput();
  }

  /** Without those that are none, as a correlation of equal answers: JSON has no word for them. */
  static Map<String, Double> numbers(Map<String, Double> metrics) {
    Map<String, Double> numbers = new LinkedHashMap<>(metrics);
    numbers.values().removeIf(value -> value.isNaN());
    return numbers;
  }
}

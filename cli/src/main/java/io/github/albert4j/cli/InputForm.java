package io.github.albert4j.cli;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.pipeline.TextPair;
import java.util.function.Function;

/**
 * How a command reads one input.
 *
 * @param fields the JSON fields, as its help names them
 * @param json from a JSON line
 * @param line from a line that is plain text, or from an argument
 */
record InputForm<T>(String fields, Function<JsonFields, T> json, Function<String, T> line) {
  static final InputForm<String> TEXT =
      new InputForm<>("text", json -> json.text("text"), text -> text);

  static final InputForm<TextPair> TEXT_AND_PAIR =
      new InputForm<>(
          "text, pair",
          json -> new TextPair(json.text("text"), json.optionalText("pair")),
          TextPair::of);

  /** An input that a plain line cannot hold. */
  static <T> InputForm<T> jsonOnly(String fields, Function<JsonFields, T> json) {
    return new InputForm<>(
        fields,
        json,
        line -> {
          throw new InvalidInputException("expected a JSON line with the fields " + fields);
        });
  }
}

package io.github.albert4j.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a command's inputs come from, and how its answers are written. */
final class InputOptions {
  @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
  CommandLine.Model.CommandSpec command;

  @Option(
      names = "--input",
      paramLabel = "FILE|-",
      description = {
        "Read the inputs from a file, or with - from standard input: a text a line, or, where the"
            + " first line begins with {, a JSON object a line.",
      })
  @Nullable String input;

  @Mixin Format format;

  boolean json() {
    return format.json();
  }

  /**
   * Opens the inputs.
   *
   * @param arguments the inputs on the command line
   * @throws CommandLine.ParameterException where there are none, or both arguments and a file
   */
  <T> Inputs<T> open(List<T> arguments, InputForm<T> form) {
    if (input == null) {
      if (arguments.isEmpty()) {
        throw Usage.wrong(command, "expected a text or --input FILE, found neither");
      }
      return Inputs.of(arguments);
    }
    if (!arguments.isEmpty()) {
      throw Usage.wrong(command, "expected a text or --input, found both");
    }
    if (input.equals("-")) {
      return Inputs.read(System.in, "standard input", 0, form);
    }
    return Inputs.open(Path.of(input), form);
  }

  /** Plain texts as inputs. */
  <T> Inputs<T> openTexts(@Nullable List<String> arguments, InputForm<T> form) {
    List<String> texts = arguments == null ? List.of() : arguments;
    return open(texts.stream().map(Arguments::checked).map(form.line()).toList(), form);
  }
}

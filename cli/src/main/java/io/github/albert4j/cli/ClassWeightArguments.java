package io.github.albert4j.cli;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.evaluation.task.TaskRows;
import io.github.albert4j.training.task.ClassWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@link ClassWeights}. */
final class ClassWeightArguments {
  private static final String BALANCED = "balanced";

  @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
  CommandLine.Model.CommandSpec command;

  @Option(
      names = "--class-weights",
      paramLabel = "W",
      description =
          "balanced, or a number for each class with commas between: by what its loss is"
              + " multiplied. Default: all alike.")
  @Nullable String classWeights;

  /**
   * The weights that were asked for, or null.
   *
   * @param rows the training data
   * @param labels the classes' names
   */
  @Nullable List<Double> of(TaskRows rows, List<String> labels) {
    if (classWeights == null) {
      return null;
    }
    if (classWeights.equals(BALANCED)) {
      return ClassWeights.balanced(rows, labels.size());
    }
    List<Double> weights = new ArrayList<>();
    try {
      Arrays.stream(classWeights.split(",")).map(Double::valueOf).forEach(weights::add);
    } catch (NumberFormatException e) {
      throw Usage.wrong(
          command, "--class-weights: expected balanced or numbers, found " + classWeights);
    }
    if (weights.size() != labels.size()) {
      throw new InvalidInputException(
          "--class-weights: expected "
              + labels.size()
              + ", for "
              + String.join(", ", labels)
              + "; found "
              + weights.size());
    }
    return ClassWeights.scaled(rows, weights);
  }
}

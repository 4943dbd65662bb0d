package io.github.albert4j.cli;

import io.github.albert4j.evaluation.data.Task;
import io.github.albert4j.evaluation.task.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks of option values that picocli's types do not make. */
final class Usage {
  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,12})\\s*([kmg]?)(i?)b?", Pattern.CASE_INSENSITIVE);

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

  static double finite(CommandSpec command, String option, double value) {
    if (!Double.isFinite(value)) {
      throw wrong(command, option + ": expected a number, found " + value);
    }
    return value;
  }

  /** A finite number of 0 or more. */
  static double notNegative(CommandSpec command, String option, double value) {
    if (!(value >= 0 && Double.isFinite(value))) {
      throw wrong(command, option + ": expected 0 or more, found " + value);
    }
    return value;
  }

  /** A finite number over 0. */
  static double positive(CommandSpec command, String option, double value) {
    if (!(value > 0 && Double.isFinite(value))) {
      throw wrong(command, option + ": expected more than 0, found " + value);
    }
    return value;
  }

  /** A probability. */
  static double share(CommandSpec command, String option, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw wrong(command, option + ": expected a share from 0 to 1, found " + value);
    }
    return value;
  }

  /** Bytes of a size as {@code 500MB}, {@code 2GB} or {@code 256MiB}. */
  static long size(CommandSpec command, String option, String size) {
    Matcher matcher = SIZE.matcher(size.strip());
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) < 1) {
      throw wrong(command, option + ": expected a size as 500MB, found " + size);
    }
    long thousand = matcher.group(3).isEmpty() ? 1000 : 1024;
    long unit =
        switch (matcher.group(2).toUpperCase(Locale.ROOT)) {
          case "K" -> thousand;
          case "M" -> thousand * thousand;
          case "G" -> thousand * thousand * thousand;
          default -> 1;
        };
    return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
  }

  /**
   * A task that has examples of its own.
   *
   * @param others names that would do, too
   */
  static Task task(CommandSpec command, String name, String... others) {
    if (!Task.names().contains(name)) {
      List<String> known = new ArrayList<>(List.of(others));
      known.addAll(Task.names());
      throw wrong(
          command, "--task: expected one of " + String.join(", ", known) + "; found " + name);
    }
    return Task.of(name);
  }

  /**
   * What is asked of texts.
   *
   * @param name as single-label, or null
   * @param otherwise what it is where no name is given
   */
  static Problem problem(CommandSpec command, Task task, @Nullable String name, Problem otherwise) {
    if (name == null) {
      return otherwise;
    }
    for (Problem problem : Problem.values()) {
      if (problem.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name)) {
        if (!task.name().equals("text-classification")) {
          throw wrong(command, "--problem goes with --task text-classification only");
        }
        return problem;
      }
    }
    throw wrong(
        command, "--problem: expected single-label, multi-label or regression, found " + name);
  }

  static ParameterException wrong(CommandSpec command, String problem) {
    return new ParameterException(command.commandLine(), problem);
  }
}

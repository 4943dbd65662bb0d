package io.github.albert4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Numbers that cannot be meant are refused before any work begins, whatever the option. */
class UsageTest {
  /** A score, and where a generator of random numbers begins, may lie below 0. */
  private static final Set<String> MAY_BE_NEGATIVE = Set.of("--seed", "--no-answer-threshold");

  /** {@code InstanceOptions} checks these, once all of them are known. */
  private static final Set<String> OF_INSTANCES =
      Set.of("--masked-lm-prob", "--max-predictions", "--short-sequence-prob", "--max-ngram");

  private static final Set<Class<?>> WHOLE =
      Set.of(int.class, Integer.class, long.class, Long.class);
  private static final Set<Class<?>> FRACTIONS =
      Set.of(double.class, Double.class, float.class, Float.class);

  @TestFactory
  List<DynamicTest> numbersOutOfRangeAreRefused() {
    List<DynamicTest> tests = new ArrayList<>();
    CommandLine root = Main.commandLine(new PrintWriter(new StringWriter()));
    for (CommandLine command : root.getSubcommands().values()) {
      for (OptionSpec option : command.getCommandSpec().options()) {
        if (OF_INSTANCES.contains(option.longestName())) {
          continue;
        }
        Class<?> type = option.auxiliaryTypes()[0];
        boolean fraction = FRACTIONS.contains(type);
        if (fraction) {
          tests.add(refused(command, option, "NaN"));
          tests.add(refused(command, option, "Infinity"));
        }
        if ((fraction || WHOLE.contains(type)) && !MAY_BE_NEGATIVE.contains(option.longestName())) {
          tests.add(refused(command, option, "-1"));
        }
      }
    }
    assertThat(tests).hasSizeGreaterThan(60);
    return tests;
  }

  private static DynamicTest refused(CommandLine command, OptionSpec option, String value) {
    String given = option.longestName() + "=" + value;
    return DynamicTest.dynamicTest(
        command.getCommandName() + " " + given,
        () ->
            assertThatThrownBy(() -> command.parseArgs(given))
                .as(command.getCommandName() + " " + given)
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining(option.longestName() + ": expected"));
  }

  @Test
  void sizesHaveUnits() {
    assertThat(Usage.size(CommandLine.Model.CommandSpec.create(), "--x", "2 KiB")).isEqualTo(2048);
    assertThat(Usage.size(CommandLine.Model.CommandSpec.create(), "--x", "3k")).isEqualTo(3000);
  }
}

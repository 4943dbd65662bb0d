package io.github.albert4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Every command explains itself. */
class HelpTest {
  private final CommandLine root = Main.commandLine(new PrintWriter(new StringWriter()));

  @Test
  void everyCommandShowsAnExample() {
    for (Map.Entry<String, CommandLine> command : root.getSubcommands().entrySet()) {
      String help = command.getValue().getUsageMessage();
      assertThat(help).as(command.getKey()).contains("Example", "albert4j " + command.getKey());
    }
  }

  @Test
  void everyOptionIsDescribed() {
    for (CommandLine command : root.getSubcommands().values()) {
      command
          .getCommandSpec()
          .options()
          .forEach(
              option ->
                  assertThat(String.join("", option.description()))
                      .as(command.getCommandName() + " " + option.longestName())
                      .isNotBlank()
                      .endsWith("."));
    }
  }

  @Test
  void aCommandThatIsMadeAloneIsTheSame() {
    for (Map.Entry<String, CommandLine> command : root.getSubcommands().entrySet()) {
      String name = command.getKey();
      CommandLine alone = Main.commandLine(new PrintWriter(new StringWriter()), name);
      assertThat(alone.getSubcommands()).containsOnlyKeys(name);
      assertThat(alone.getSubcommands().get(name).getUsageMessage())
          .contains("albert4j " + command.getValue().getCommandSpec().name())
          .isEqualTo(command.getValue().getUsageMessage());
    }
  }

  @Test
  void theCommandsOfTheContractAreThere() {
    assertThat(root.getSubcommands())
        .containsKeys(
            "fill-mask",
            "tokenize",
            "decode",
            "feature-extraction",
            "forward",
            "sentence-order",
            "score",
            "text-classification",
            "token-classification",
            "question-answering",
            "multiple-choice",
            "zero-shot",
            "similarity",
            "verify-card",
            "models",
            "convert",
            "train-tokenizer",
            "clean-wikipedia",
            "evaluate",
            "bias-probe",
            "benchmark",
            "completion");
  }

  @Test
  void theCompletionScriptIsOneThatBashReads() throws Exception {
    String script = Program.run("completion").out();
    assertThat(script).contains("fill-mask", "--top-k");
    Process bash = new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
    bash.getOutputStream().write(script.getBytes());
    bash.getOutputStream().close();
    assertThat(bash.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(bash.exitValue()).isZero();
  }
}

package io.github.albert4j.cli;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.training.instances.InstanceOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** How pairs are cut and masked. */
final class InstanceArguments {
  @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
  CommandLine.Model.CommandSpec command;

  private int maxLength = 512;

  @Option(
      names = "--max-length",
      paramLabel = "N",
      description = "At most so many tokens in an instance, special ones included. Default: 512.")
  void maxLength(int n) {
    maxLength = Usage.atLeast(command, "--max-length", n, InstanceOptions.LEAST_LENGTH);
  }

  @Option(
      names = "--masked-lm-prob",
      paramLabel = "P",
      defaultValue = "0.15",
      description = "The share of tokens to predict. Default: ${DEFAULT-VALUE}.")
  double maskedLmProb;

  @Option(
      names = "--max-predictions",
      paramLabel = "N",
      description = "At most so many in an instance. Default: the share of --max-length.")
  @Nullable Integer maxPredictions;

  @Option(
      names = "--short-sequence-prob",
      paramLabel = "P",
      defaultValue = "0.1",
      description = "How often an instance is cut short at random. Default: ${DEFAULT-VALUE}.")
  double shortSequenceProb;

  @Option(
      names = "--max-ngram",
      paramLabel = "N",
      defaultValue = "3",
      description = {
        "The longest run of words that is hidden as one; 0 hides pieces by themselves."
            + " Default: ${DEFAULT-VALUE}."
      })
  int maxNgram;

  @Option(
      names = "--google-compatible",
      description = {
        "Cut and mask as create_pretraining_data.py does, slips included: at most 20 predictions,"
            + " random documents for lone sentences, words of ASCII letters only."
      })
  boolean googleCompatible;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "12345",
      description = "Where all that is random begins. Default: ${DEFAULT-VALUE}.")
  long seed;

  int maxLength() {
    return maxLength;
  }

  InstanceOptions options() {
    try {
      InstanceOptions usual =
          googleCompatible
              ? InstanceOptions.googleCompatible(maxLength, maskedLmProb)
              : InstanceOptions.of(maxLength, maskedLmProb);
      return new InstanceOptions(
          maxLength,
          maskedLmProb,
          maxPredictions == null ? usual.maxPredictions() : maxPredictions,
          shortSequenceProb,
          maxNgram,
          googleCompatible);
    } catch (InvalidInputException e) { // names the option
      throw Usage.wrong(command, e.getMessage());
    }
  }
}

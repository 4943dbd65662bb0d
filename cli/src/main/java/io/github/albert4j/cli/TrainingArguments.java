package io.github.albert4j.cli;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.model.Precision;
import io.github.albert4j.training.loop.TrainingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** The options of every command that trains: where to, how it computes, what it keeps. */
final class TrainingArguments {
  @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
  CommandLine.Model.CommandSpec command;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      required = true,
      description = "A folder for the model, its checkpoints, metrics and curves.")
  Path output;

  @Option(
      names = "--resume",
      description = "Go on from the newest checkpoint, to the same weights as without a stop.")
  boolean resume;

  double clip = 1;

  @Option(
      names = "--clip",
      paramLabel = "N",
      description = "The most that a gradient's norm may be, 0 for any. Default: 1.")
  void clip(double norm) {
    clip = Usage.notNegative(command, "--clip", norm);
  }

  @Option(
      names = "--precision",
      paramLabel = "P",
      defaultValue = "auto",
      description = "fp32, bf16 or auto, the fastest here. Default: ${DEFAULT-VALUE}.")
  Precision precision;

  private @Nullable Integer microBatchTokens;

  @Option(
      names = "--micro-batch-tokens",
      paramLabel = "N",
      description =
          "Most tokens that a thread computes at once. Default: 1024, 512 for hidden sizes over 512.")
  void microBatchTokens(int n) {
    microBatchTokens = Usage.atLeastOne(command, "--micro-batch-tokens", n);
  }

  /** What was asked for, or what suits the model. */
  int microBatchTokens(AlbertConfig config) {
    return microBatchTokens != null ? microBatchTokens : TrainingOptions.microBatchTokens(config);
  }

  @Option(
      names = "--gradient-checkpointing",
      description = "Compute activations anew in backward: less memory, a third more time.")
  boolean gradientCheckpointing;

  long checkpointSteps = 1000;

  @Option(
      names = "--checkpoint-steps",
      paramLabel = "N",
      description = "Steps from one checkpoint to the next. Default: 1000.")
  void checkpointSteps(int n) {
    checkpointSteps = Usage.atLeastOne(command, "--checkpoint-steps", n);
  }

  int keep = 3;

  @Option(
      names = "--keep",
      paramLabel = "N",
      description = "Checkpoints that stay, the newest. Default: 3.")
  void keep(int n) {
    keep = Usage.atLeastOne(command, "--keep", n);
  }

  /** Makes the output folder; one that holds something is for a run that is resumed. */
  void prepareOutput() {
    boolean used =
        Files.exists(output.resolve("metrics.jsonl"))
            || Files.exists(output.resolve("config.json"));
    if (used && !resume) {
      throw new InvalidInputException(
          output + ": holds a model or a training; add --resume to go on, or name another folder");
    }
    try {
      Files.createDirectories(output);
    } catch (IOException e) {
      throw new InvalidInputException(output + ": cannot be made: " + e.getMessage());
    }
  }

  /**
   * Runs a training, and lets the user stop it with Ctrl-C: the process stays until the work
   * returns.
   *
   * @param stop asks the work to end early, and returns at once
   */
  static void run(Runnable work, Runnable stop) {
    Interruption interruption = Interruption.of(stop);
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      interruption.failed();
      throw e;
    } finally {
      interruption.ended();
    }
  }

  /** Says how a training that was stopped goes on. */
  static void stopped(long step, @Nullable Path checkpoint) {
    System.err.println(
        "albert4j: stopped after step "
            + step
            + "; the same command with --resume goes on from "
            + checkpoint);
  }
}

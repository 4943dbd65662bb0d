package io.github.albert4j.cli;

import io.github.albert4j.training.gradient.LossWeights;
import io.github.albert4j.training.optimizer.Schedule;
import io.github.albert4j.training.optimizer.UpdateRule;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** The numbers of pretraining's recipe, each of which the user may give. */
final class PretrainingArguments {
  /** The published recipe: batch 4096, rate 0.00176, 2.5 % of the steps to warm up. */
  private static final double PAPER_RATE = 0.00176;

  private static final double PAPER_BATCH = 4096;
  private static final double PAPER_WARMUP = 0.025;
  private static final double ADAMW_RATE = 1e-4;

  @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
  CommandLine.Model.CommandSpec command;

  private long steps = 125_000;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Updates of the weights. Default: 125000.")
  void steps(int n) {
    steps = Usage.atLeastOne(command, "--steps", n);
  }

  private int batchSize = (int) PAPER_BATCH;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "Instances that an update sees; memory does not depend on it. Default: 4096.")
  void batchSize(int n) {
    batchSize = Usage.atLeastOne(command, "--batch-size", n);
  }

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      defaultValue = "lamb",
      description = {
        "lamb or adamw, Google's; adamw_torch or lamb_paper, with bias correction; muon.",
        "Default: ${DEFAULT-VALUE}."
      })
  UpdateRule.Form optimizer;

  private @Nullable Double learningRate;

  @Option(
      names = "--learning-rate",
      paramLabel = "R",
      description = {
        "The peak. Default: for lamb 0.00176 at a batch of 4096, by the root of the batch"
            + " otherwise; for adamw 1e-4."
      })
  void learningRate(double rate) {
    learningRate = Usage.positive(command, "--learning-rate", rate);
  }

  private double poolerRate = 1;

  @Option(
      names = "--pooler-rate",
      paramLabel = "R",
      description = {
        "What the pooler and the sentence-order head learn at, as a share of the learning rate.",
        "Default: 1."
      })
  void poolerRate(double rate) {
    poolerRate = Usage.notNegative(command, "--pooler-rate", rate);
  }

  private double queryKeyRate = 1;

  @Option(
      names = "--query-key-rate",
      paramLabel = "R",
      description = {
        "What attention's queries and keys learn at, as a share of the learning rate.",
        "Default: 1."
      })
  void queryKeyRate(double rate) {
    queryKeyRate = Usage.notNegative(command, "--query-key-rate", rate);
  }

  private double orderWeight = 1;

  @Option(
      names = "--sentence-order-weight",
      paramLabel = "W",
      description = {
        "By what the loss of sentence order is multiplied before it joins that of words.",
        "Default: 1."
      })
  void orderWeight(double weight) {
    orderWeight = Usage.notNegative(command, "--sentence-order-weight", weight);
  }

  private double unlikelihood;

  @Option(
      names = "--unlikelihood",
      paramLabel = "W",
      description = {
        "Weight of a loss for guessing that a hidden piece is the one beside it; in the tens, it"
            + " cures a small model of repeating words. Default: 0."
      })
  void unlikelihood(double weight) {
    unlikelihood = Usage.notNegative(command, "--unlikelihood", weight);
  }

  private int repetitionDistance = LossWeights.PAPER.repetitionDistance();

  @Option(
      names = "--unlikelihood-distance",
      paramLabel = "N",
      description = {
        "How many places from a hidden piece those others may stand; but for the neighbours the"
            + " commonest hundred of the vocabulary may be said again. Default: 1."
      })
  void repetitionDistance(int n) {
    repetitionDistance = Usage.atLeastOne(command, "--unlikelihood-distance", n);
  }

  private @Nullable Long warmupSteps;

  @Option(
      names = "--warmup-steps",
      paramLabel = "N",
      description = "Steps over which the rate rises. Default: 2.5 %% of --steps.")
  void warmupSteps(int n) {
    warmupSteps = (long) Usage.atLeast(command, "--warmup-steps", n, 0);
  }

  /** How the learning rate goes on after the warm-up. */
  enum Fall {
    LINEAR,
    CONSTANT
  }

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      defaultValue = "linear",
      description = {
        "After the warm-up: linear, down to 0 at the last step, or constant.",
        "Default: ${DEFAULT-VALUE}."
      })
  Fall fall;

  /** Updates of the weights. */
  long steps() {
    return steps;
  }

  int batchSize() {
    return batchSize;
  }

  /** What the loss is a sum of. */
  LossWeights lossWeights() {
    return new LossWeights(orderWeight, unlikelihood, repetitionDistance);
  }

  UpdateRule rule() {
    return UpdateRule.of(optimizer).withPoolerRate(poolerRate).withQueryKeyRate(queryKeyRate);
  }

  Schedule schedule() {
    double rate = rate();
    long warmup = warmupSteps != null ? warmupSteps : Math.round(PAPER_WARMUP * steps);
    return fall == Fall.LINEAR
        ? Schedule.google(rate, warmup, steps)
        : Schedule.constant(rate, warmup);
  }

  /** The peak: what was asked for, or what the paper takes at this batch. */
  private double rate() {
    if (learningRate != null) {
      return learningRate;
    }
    boolean lamb = optimizer == UpdateRule.Form.LAMB || optimizer == UpdateRule.Form.LAMB_PAPER;
    return lamb ? PAPER_RATE * Math.sqrt(batchSize / PAPER_BATCH) : ADAMW_RATE;
  }
}

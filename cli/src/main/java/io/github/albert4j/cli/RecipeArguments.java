package io.github.albert4j.cli;

import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.evaluation.data.Task;
import io.github.albert4j.training.task.Recipe;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** The numbers of a recipe, each of which the user may give. */
final class RecipeArguments {
  @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
  CommandLine.Model.CommandSpec command;

  private @Nullable Double epochs;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "How often all examples are seen; 2.5 will do. Default: the task's.")
  void epochs(double n) {
    epochs = Usage.positive(command, "--epochs", n);
  }

  private @Nullable Integer steps;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Updates of the weights, instead of --epochs.")
  void steps(int n) {
    steps = Usage.atLeastOne(command, "--steps", n);
  }

  private @Nullable Integer batchSize;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description =
          "Examples that an update sees; memory does not depend on it. Default: the task's.")
  void batchSize(int n) {
    batchSize = Usage.atLeastOne(command, "--batch-size", n);
  }

  private @Nullable Double learningRate;

  @Option(
      names = "--learning-rate",
      paramLabel = "R",
      description = "The peak. Default: the task's.")
  void learningRate(double rate) {
    learningRate = Usage.positive(command, "--learning-rate", rate);
  }

  private @Nullable Long warmupSteps;

  @Option(
      names = "--warmup-steps",
      paramLabel = "N",
      description = "Steps over which the rate rises. Default: the task's share of all steps.")
  void warmupSteps(int n) {
    warmupSteps = (long) Usage.atLeast(command, "--warmup-steps", n, 0);
  }

  private @Nullable Integer maxLength;

  @Option(
      names = "--max-length",
      paramLabel = "N",
      description =
          "At most so many pieces in a row; what is longer is cut, for questions into windows."
              + " Default: the task's.")
  void maxLength(int n) {
    maxLength = Usage.atLeast(command, "--max-length", n, 8);
  }

  private @Nullable Double dropout;

  @Option(
      names = "--dropout",
      paramLabel = "P",
      description = "In the encoder, of hidden states and attention. Default: the task's.")
  void dropout(double share) {
    dropout = Usage.share(command, "--dropout", share);
  }

  private @Nullable Double classifierDropout;

  @Option(
      names = "--classifier-dropout",
      paramLabel = "P",
      description = "Of the classifier's input. Default: the task's.")
  void classifierDropout(double share) {
    classifierDropout = Usage.share(command, "--classifier-dropout", share);
  }

  /** The task's recipe, with what the user gave in its place. */
  Recipe recipe(Task task, AlbertConfig config) {
    Recipe recipe = Recipe.of(task, config);
    if (maxLength != null && maxLength > config.maxPositionEmbeddings()) {
      throw Usage.wrong(
          command,
          "--max-length: the model has "
              + config.maxPositionEmbeddings()
              + " positions, found "
              + maxLength);
    }
    recipe = learningRate == null ? recipe : recipe.withLearningRate(learningRate);
    recipe = batchSize == null ? recipe : recipe.withBatchSize(batchSize);
    recipe = epochs == null ? recipe : recipe.withEpochs(epochs);
    recipe = maxLength == null ? recipe : recipe.withMaxLength(maxLength);
    recipe = dropout == null ? recipe : recipe.withDropout(dropout);
    return classifierDropout == null ? recipe : recipe.withClassifierDropout(classifierDropout);
  }

  /** Updates of the weights. */
  long steps(Recipe recipe, int units) {
    if (steps != null && epochs != null) {
      throw Usage.wrong(command, "--steps and --epochs: give one of them");
    }
    return steps != null ? steps : recipe.steps(units);
  }

  /** Updates over which the rate rises. */
  long warmupSteps(Recipe recipe, long updates) {
    return warmupSteps != null ? warmupSteps : recipe.warmupSteps(updates);
  }
}

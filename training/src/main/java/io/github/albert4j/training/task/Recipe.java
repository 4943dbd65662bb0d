package io.github.albert4j.training.task;

import io.github.albert4j.config.Activation;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.evaluation.data.Task;
import java.util.Map;

/**
 * How a task is best fine-tuned: the ALBERT paper's table 14, and for what it has not a relative of
 * it.
 *
 * @param learningRate the peak
 * @param batchSize examples that an update sees
 * @param epochs how often all examples are seen; the paper's steps where the data are the paper's
 * @param warmup the share of the steps over which the rate rises
 * @param maxLength the most pieces of a row
 * @param dropout in the encoder: of hidden states and of attention
 * @param classifierDropout of a classifier's input
 * @since 0.1.0
 */
public record Recipe(
    double learningRate,
    int batchSize,
    double epochs,
    double warmup,
    int maxLength,
    double dropout,
    double classifierDropout) {
  private static final int LONG = 512;
  private static final double CLASSIFIER_DROPOUT = 0.1;

  /** The paper's numbers: steps over that many training examples. */
  private static Recipe paper(
      double rate, int batch, double dropout, long steps, long warmupSteps, long examples) {
    return new Recipe(
        rate,
        batch,
        (double) steps * batch / examples,
        (double) warmupSteps / steps,
        LONG,
        dropout,
        CLASSIFIER_DROPOUT);
  }

  private static final Recipe MNLI = paper(3e-5, 128, 0, 10_000, 1000, 392_702);
  private static final Recipe SQUAD2 = paper(3e-5, 48, 0, 8144, 814, 130_319);
  private static final Recipe RACE = paper(2e-5, 32, 0.1, 12_000, 1000, 87_866);
  private static final Recipe OWN = new Recipe(2e-5, 32, 3, 0.06, LONG, 0, CLASSIFIER_DROPOUT);

  private static final Map<String, Recipe> RECIPES =
      Map.ofEntries(
          Map.entry("cola", paper(1e-5, 16, 0, 5336, 320, 8551)),
          Map.entry("stsb", paper(2e-5, 16, 0, 3598, 214, 5749)),
          Map.entry("sst2", paper(1e-5, 32, 0, 20_935, 1256, 67_349)),
          Map.entry("mnli", MNLI),
          Map.entry("snli", MNLI),
          Map.entry("qnli", paper(1e-5, 32, 0, 33_112, 1986, 104_743)),
          Map.entry("qqp", paper(5e-5, 128, 0.1, 14_000, 1000, 363_846)),
          Map.entry("rte", paper(3e-5, 32, 0.1, 800, 200, 2490)),
          Map.entry("mrpc", paper(2e-5, 32, 0, 800, 200, 3668)),
          Map.entry("wnli", paper(2e-5, 16, 0.1, 2000, 250, 635)),
          Map.entry("squad1", paper(5e-5, 48, 0, 3649, 365, 87_599).withMaxLength(384)),
          Map.entry("squad2", SQUAD2),
          Map.entry("question-answering", SQUAD2),
          Map.entry("race", RACE),
          Map.entry("swag", new Recipe(2e-5, 32, 3, RACE.warmup, 128, 0, CLASSIFIER_DROPOUT)),
          Map.entry("multiple-choice", RACE.withDropout(0)),
          Map.entry("ner", new Recipe(3e-5, 32, 5, 0.1, 128, 0, CLASSIFIER_DROPOUT)),
          Map.entry(
              "token-classification", new Recipe(3e-5, 32, 5, 0.1, 128, 0, CLASSIFIER_DROPOUT)));

  /** The defaults for a task and a model. */
  public static Recipe of(Task task, AlbertConfig config) {
    Recipe recipe = RECIPES.getOrDefault(task.name(), OWN);
    if (task.name().equals("race") && isVersion2(config)) { // the first one's diverges (README)
      recipe = recipe.withLearningRate(1e-5).withDropout(0);
    }
    return recipe.withMaxLength(Math.min(recipe.maxLength, config.maxPositionEmbeddings()));
  }

  /** Version 2 was trained without dropout, and its config names GELU's tanh form. */
  private static boolean isVersion2(AlbertConfig config) {
    return config.hiddenAct() == Activation.GELU_NEW && config.hiddenDropoutProb() == 0;
  }

  public Recipe withLearningRate(double rate) {
    return new Recipe(rate, batchSize, epochs, warmup, maxLength, dropout, classifierDropout);
  }

  public Recipe withBatchSize(int batch) {
    return new Recipe(learningRate, batch, epochs, warmup, maxLength, dropout, classifierDropout);
  }

  public Recipe withEpochs(double passes) {
    return new Recipe(
        learningRate, batchSize, passes, warmup, maxLength, dropout, classifierDropout);
  }

  public Recipe withMaxLength(int pieces) {
    return new Recipe(learningRate, batchSize, epochs, warmup, pieces, dropout, classifierDropout);
  }

  public Recipe withDropout(double p) {
    return new Recipe(learningRate, batchSize, epochs, warmup, maxLength, p, classifierDropout);
  }

  public Recipe withClassifierDropout(double p) {
    return new Recipe(learningRate, batchSize, epochs, warmup, maxLength, dropout, p);
  }

  /** Updates for so many examples. */
  public long steps(long examples) {
    return Math.max(1, Math.round(epochs * examples / batchSize));
  }

  /** Updates over which the rate rises. */
  public long warmupSteps(long steps) {
    return Math.round(warmup * steps);
  }
}

package io.github.albert4j.training.task;

import io.github.albert4j.checkpoint.AtomicFile;
import io.github.albert4j.training.loop.DevMetrics;
import io.github.albert4j.training.loop.TrainingOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code README.md} of a model that was fine-tuned: what it is for, how well it does, and how
 * it was made.
 *
 * @since 0.1.0
 */
public final class ModelCard {
  private final String text;

  private ModelCard(String text) {
    this.text = text;
  }

  /**
   * Describes a model.
   *
   * @param command that makes it again
   */
  public static ModelCard of(
      FineTuning.Plan plan,
      TrainingOptions options,
      Recipe recipe,
      FineTuning tuning,
      String command) {
    String task = plan.model().task().name();
    StringBuilder card = new StringBuilder();
    card.append("---\ntags:\n- albert\n- ").append(task).append("\n---\n\n");
    card.append("# ALBERT for ").append(task).append("\n\n");
    card.append("`").append(code(plan.start().name())).append("`, fine-tuned for the task ");
    card.append(task).append(" (`").append(plan.model().head().architecture()).append("`).\n\n");
    if (plan.model().beam()) {
      card.append(
          "Its head is Google's of SQuAD 2.0, with a beam of starts and ends and a score for");
      card.append(
          " there being no answer.\nHugging Face has no such head: there, the encoder alone");
      card.append(" is loaded. albert4j loads all of it.\n\n");
    }
    if (!plan.model().labels().isEmpty()) {
      card.append("Labels: ").append(code(String.join(", ", plan.model().labels())));
      card.append(".\n\n");
    }
    scores(card, tuning.best());
    card.append("## Training\n\n| | |\n|---|---|\n");
    recipe(plan, options, recipe, tuning)
        .forEach(
            (name, value) ->
                card.append("| ").append(name).append(" | ").append(value).append(" |\n"));
    card.append("\n```\n").append(code(command)).append("\n```\n");
    return new ModelCard(card.toString());
  }

  private static void scores(StringBuilder card, @Nullable DevMetrics best) {
    card.append("## Scores\n\n");
    if (best == null) {
      card.append("It was not measured: there were no dev data.\n\n");
      return;
    }
    card.append("On the dev data, after epoch ").append(best.epoch());
    card.append(", the best one.\n\n| metric | value |\n|---|---:|\n");
    best.metrics()
        .forEach(
            (name, value) ->
                card.append(String.format(Locale.ROOT, "| %s | %.4f |\n", name, value)));
    card.append("\n");
  }

  private static Map<String, String> recipe(
      FineTuning.Plan plan, TrainingOptions options, Recipe recipe, FineTuning tuning) {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("training examples", Integer.toString(plan.train().size()));
    rows.put("training rows", Integer.toString(plan.train().rows().size()));
    rows.put("examples cut to fit", Integer.toString(plan.train().cut()));
    if (plan.dev() != null) {
      rows.put("dev examples", Integer.toString(plan.dev().size()));
    }
    rows.put("steps", tuning.step() + " of " + options.steps());
    rows.put("batch size", Integer.toString(options.batchSize()));
    rows.put("optimizer", options.rule().form().name().toLowerCase(Locale.ROOT));
    rows.put("learning rate", Double.toString(options.schedule().peak()));
    rows.put("warm-up steps", Long.toString(options.schedule().warmupSteps()));
    rows.put("weight decay", Double.toString(options.rule().weightDecay()));
    rows.put("gradient norm at most", Double.toString(options.clip()));
    rows.put("longest row, in pieces", Integer.toString(recipe.maxLength()));
    rows.put("dropout, encoder", Double.toString(recipe.dropout()));
    rows.put("dropout, classifier", Double.toString(recipe.classifierDropout()));
    rows.put("frozen", plan.freeze().name().toLowerCase(Locale.ROOT));
    rows.put(
        "class weights", plan.classWeights() == null ? "none" : plan.classWeights().toString());
    rows.put("seed", Long.toString(options.seed()));
    rows.put("precision", tuning.precision().name().toLowerCase(Locale.ROOT));
    return rows;
  }

  /** A text of the user's between backquotes. */
  private static String code(String text) {
    return text.replace('`', '\'').replaceAll("\\R", " ");
  }

  /** Writes it into the model's folder. */
  public void write(Path folder) {
    AtomicFile.write(folder.resolve("README.md"), text.getBytes(StandardCharsets.UTF_8));
  }
}

package io.github.albert4j.training.loop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.training.gradient.ParameterLayout;
import io.github.albert4j.training.gradient.Score;
import io.github.albert4j.training.gradient.TaskHead;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is trained, and where it goes.
 *
 * @param layout where each parameter lies, and which are trained
 * @param config the {@code config.json} of the folders that are written
 * @param vocabulary files that go into each folder, by name
 * @param output a folder for the model, its checkpoints and metrics
 * @param data the data's fingerprint
 * @param maxLength tokens in the longest row
 * @param maxTogether tokens of the longest rows that must be computed together
 * @param looked tokens of all rows that {@link TrainingRun#logits} will be asked for, 0 for none
 * @param identity what the weights depend on beside the data: a resumed run must have the same
 * @param accuracies names of the shares of right predictions of the first and second kind
 * @param fromGuessing whether training begins with a loss that guessing has
 */
public record TrainingSetup(
    TaskHead head,
    ParameterLayout layout,
    ObjectNode config,
    Map<String, byte[]> vocabulary,
    Path output,
    String data,
    int maxLength,
    int maxTogether,
    long looked,
    ObjectNode identity,
    List<String> accuracies,
    boolean fromGuessing) {

  /** The shares of right predictions, by their names; NaN where there was nothing to predict. */
  Map<String, Double> accuracies(Score score) {
    Map<String, Double> shares = new LinkedHashMap<>();
    for (String name : accuracies) {
      shares.put(
          name,
          shares.isEmpty()
              ? share(score.firstRight(), score.first())
              : share(score.secondRight(), score.second()));
    }
    return shares;
  }

  private static double share(long right, long of) {
    return of == 0 ? Double.NaN : (double) right / of;
  }
}

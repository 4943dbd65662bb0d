package io.github.albert4j.evaluation.task;

import io.github.albert4j.evaluation.report.EvaluationProgress;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.model.AnswerBeam;
import io.github.albert4j.model.ModelOutput;
import io.github.albert4j.model.Output;
import io.github.albert4j.model.Request;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The logits of a task's rows.
 *
 * @since 0.1.0
 */
public final class Logits {
  private Logits() {}

  /**
   * Each row's logits, in order, by a model that was loaded; those of the head of SQuAD 2.0 are a
   * beam's numbers.
   *
   * @param batchTokens at most so many tokens at once
   */
  public static List<float[]> of(
      AlbertModel model, TaskRows rows, int batchTokens, EvaluationProgress progress) {
    Output output = model.head().output();
    model.require(output);
    List<Row> all = rows.rows();
    List<float[]> logits = new ArrayList<>(all.size());
    for (int from = 0; from < all.size(); ) {
      int end = from;
      int tokens = 0;
      while (end < all.size() && (end == from || tokens + all.get(end).length() <= batchTokens)) {
        tokens += all.get(end++).length();
      }
      List<Row> batch = all.subList(from, end);
      ModelOutput outputs = model.forward(Row.pack(batch), Request.of(output));
      if (output == Output.ANSWER_BEAMS) {
        Arrays.stream(outputs.answerBeams()).map(AnswerBeam::toArray).forEach(logits::add);
      } else {
        logits.addAll(split(outputs.logits(), batch, rows.perToken()));
      }
      from = end;
      progress.at("rows", from, all.size());
    }
    return logits;
  }

  /**
   * Gives each of some rows its own logits.
   *
   * @param together those of all, end to end
   * @param perToken whether each token has as many as the others, or each row
   */
  public static List<float[]> split(float[] together, List<Row> rows, boolean perToken) {
    int units = perToken ? rows.stream().mapToInt(Row::length).sum() : rows.size();
    int outputs = together.length / units;
    List<float[]> logits = new ArrayList<>(rows.size());
    int at = 0;
    for (Row row : rows) {
      int end = at + outputs * (perToken ? row.length() : 1);
      logits.add(Arrays.copyOfRange(together, at, end));
      at = end;
    }
    return logits;
  }
}

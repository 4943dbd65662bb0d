package io.github.albert4j.evaluation.task;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.config.JsonFile;
import io.github.albert4j.evaluation.data.QuestionExample;
import io.github.albert4j.evaluation.metrics.AnswerMetrics;
import io.github.albert4j.evaluation.metrics.AnswerScore;
import io.github.albert4j.evaluation.metrics.MaybeAnswerMetrics;
import io.github.albert4j.evaluation.metrics.ThresholdCurve;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the answers to questions are worth, in the numbers of SQuAD's scripts. How they are read off
 * the model's logits depends on its head.
 */
final class QuestionReport {
  /** Points of a curve: more are not seen. */
  private static final int MOST_THRESHOLDS = 200;

  private final QuestionRows rows;

  QuestionReport(QuestionRows rows) {
    this.rows = rows;
  }

  TaskReport of(List<float[]> logits) {
    AnswerReader reader = rows.beams() ? new BeamReader() : new SpanReader();
    double threshold = rows.noAnswerThreshold();
    boolean always = rows.task().name().equals("squad1");
    AnswerMetrics metrics = new AnswerMetrics();
    MaybeAnswerMetrics maybe = new MaybeAnswerMetrics();
    TaskReport.Worsts worsts = new TaskReport.Worsts();
    ObjectNode predictions = JsonNodeFactory.instance.objectNode();
    int row = 0;
    for (int i = 0; i < rows.size(); i++) {
      int end = row;
      while (end < rows.rows().size() && rows.windows().get(end).example() == i) {
        end++;
      }
      QuestionExample example = rows.examples().get(i);
      List<QuestionRows.Window> windows = rows.windows().subList(row, end);
      AnswerReader.Best answer = reader.best(example, windows, logits.subList(row, end));
      row = end;
      List<String> right = example.answers().stream().map(QuestionExample.Answer::text).toList();
      String best = answer.text() == null ? "" : answer.text();
      String told = !always && answer.noAnswer() > threshold ? "" : best;
      predictions.put(example.id(), told);
      if (!example.labelled()) {
        continue;
      }
      metrics.add(right, told);
      maybe.add(right, best, answer.noAnswer());
      double f1 = (always ? AnswerScore.v1(right, told) : AnswerScore.v2(right, told)).f1();
      if (f1 < 1) {
        worsts.add(1 - f1, worst(example, right, told));
      }
    }
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("questions", (long) rows.size());
    counts.put("windows", (long) rows.rows().size());
    return new TaskReport(
        metrics.count() == 0
            ? Map.of()
            : TaskReport.ordered(rows.task(), always ? metrics.values() : maybe.values(threshold)),
        counts,
        Map.of(),
        Map.of(),
        worsts.list(),
        new String(JsonFile.write(predictions), StandardCharsets.UTF_8),
        always ? ThresholdCurve.NONE : new ThresholdCurve(threshold, maybe.curve(MOST_THRESHOLDS)));
  }

  private static TaskReport.Worst worst(QuestionExample example, List<String> right, String told) {
    return new TaskReport.Worst(
        example.id(), example.question(), right.isEmpty() ? "" : right.get(0), told, null);
  }
}

package io.github.albert4j.cli;

import io.github.albert4j.evaluation.data.MinimalPair;
import io.github.albert4j.evaluation.data.Task;
import io.github.albert4j.evaluation.data.TextFiles;
import io.github.albert4j.evaluation.html.TaskPage;
import io.github.albert4j.evaluation.html.TextPage;
import io.github.albert4j.evaluation.report.BlimpEvaluation;
import io.github.albert4j.evaluation.report.BlimpReport;
import io.github.albert4j.evaluation.report.EvaluationOptions;
import io.github.albert4j.evaluation.report.EvaluationProgress;
import io.github.albert4j.evaluation.report.MaskedLmEvaluation;
import io.github.albert4j.evaluation.report.MaskedLmPrediction;
import io.github.albert4j.evaluation.report.MaskedLmReport;
import io.github.albert4j.evaluation.task.Labels;
import io.github.albert4j.evaluation.task.Logits;
import io.github.albert4j.evaluation.task.Problem;
import io.github.albert4j.evaluation.task.QuestionRows;
import io.github.albert4j.evaluation.task.TaskExamples;
import io.github.albert4j.evaluation.task.TaskReport;
import io.github.albert4j.evaluation.task.TaskRows;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.training.task.Recipe;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Measures models: {@link TaskReport}, {@link MaskedLmEvaluation} and {@link BlimpEvaluation}.
 *
 * @param limit at most so many examples
 * @param maxLength at most so many pieces in a row; null for the task's own
 * @param noAnswerThreshold the score above which a question has no answer; null for 0
 * @param seed which pieces are hidden
 * @param batchTokens at most so many tokens at once
 * @param worst so many of the worst examples are shown
 * @param progress told how far it is
 */
record Evaluator(
    int limit,
    @Nullable Integer maxLength,
    @Nullable Double noAnswerThreshold,
    long seed,
    int batchTokens,
    int worst,
    EvaluationProgress progress) {

  /** The same that tells another of its progress. */
  Evaluator with(EvaluationProgress other) {
    return new Evaluator(limit, maxLength, noAnswerThreshold, seed, batchTokens, worst, other);
  }

  /**
   * A fine-tuned model on its task's data.
   *
   * @param labelled whether examples without their answers are an error
   */
  Evaluation task(
      AlbertModel model, Task task, Problem problem, List<Path> data, boolean labelled) {
    model.require(model.head().output());
    List<String> labels = Labels.ofModel(model.config().labels(), task);
    TaskExamples examples = TaskExamples.read(task, problem, data, limit, labelled, labels);
    int most = maxLength == null ? Recipe.of(task, model.config()).maxLength() : maxLength;
    TaskRows rows = examples.rows(labels, model.tokenizer(), most, model.head());
    if (noAnswerThreshold != null && rows instanceof QuestionRows questions) {
      rows = questions.withNoAnswerThreshold(noAnswerThreshold);
    }
    TaskReport report = rows.report(Logits.of(model, rows, batchTokens, progress));
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("metrics", Format.numbers(report.metrics()));
    Map<String, Long> counts = new LinkedHashMap<>(report.counts());
    counts.put("cut", (long) rows.cut());
    figures.put("counts", counts);
    figures.put("max_length", most);
    return new Evaluation(
        figures,
        report,
        report.worst().stream().limit(worst).toList(),
        () -> TaskPage.sections(task, report, worst));
  }

  /**
   * Hidden pieces of plain text.
   *
   * @param baseline text to count, or null
   * @param predictions told of each row
   */
  Evaluation maskedLm(
      AlbertModel model,
      List<Path> data,
      @Nullable List<Path> baseline,
      Consumer<Object> predictions) {
    TextFiles counted = baseline == null ? null : TextFiles.of(baseline);
    TaskReport.Worsts worsts = new TaskReport.Worsts();
    long[] row = {0};
    MaskedLmReport report =
        MaskedLmEvaluation.run(
            model,
            TextFiles.of(data),
            counted,
            options(),
            progress,
            prediction -> {
              predictions.accept(prediction);
              row[0]++;
              for (MaskedLmPrediction.HiddenPiece hidden : prediction.hidden()) {
                String id = "row " + row[0] + ", piece " + hidden.position();
                worsts.add(-hidden.logProb(), TaskReport.Worst.of(id, prediction, hidden));
              }
            });
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("metrics", report.metrics());
    if (counted != null) {
      figures.put("baselines", report.baselines());
    }
    figures.put("counts", report.counts());
    figures.put("seed", seed);
    figures.put("max_length", report.maxLength());
    List<TaskReport.Worst> shown = worsts.list().stream().limit(worst).toList();
    return new Evaluation(figures, null, shown, () -> TextPage.sections(report, shown));
  }

  /**
   * Grammatical sentences and others.
   *
   * @param predictions told of each pair
   */
  Evaluation blimp(AlbertModel model, List<Path> data, Consumer<Object> predictions) {
    TaskReport.Worsts worsts = new TaskReport.Worsts();
    BlimpReport report =
        BlimpEvaluation.run(
            model,
            MinimalPair.read(data),
            options(),
            progress,
            pair -> {
              predictions.accept(pair);
              if (!pair.correct()) {
                worsts.add(pair.bad() - pair.good(), TaskReport.Worst.of(pair));
              }
            });
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("accuracy", report.accuracy());
    metrics.putAll(report.phenomena());
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("metrics", metrics);
    figures.put("paradigm_accuracy", report.paradigmAccuracy());
    figures.put("paradigms", report.paradigms());
    figures.put("counts", Map.of("pairs", report.pairs(), "ties", report.ties()));
    List<TaskReport.Worst> shown = worsts.list().stream().limit(worst).toList();
    return new Evaluation(figures, null, shown, () -> TextPage.sections(report, shown));
  }

  private EvaluationOptions options() {
    int most = maxLength == null ? EvaluationOptions.DEFAULT.maxLength() : maxLength;
    return new EvaluationOptions(seed, batchTokens, most, limit);
  }
}

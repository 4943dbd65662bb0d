package io.github.albert4j.cli;

import io.github.albert4j.checkpoint.AtomicFile;
import io.github.albert4j.evaluation.data.MinimalPair;
import io.github.albert4j.evaluation.data.Task;
import io.github.albert4j.evaluation.data.TextFiles;
import io.github.albert4j.evaluation.report.BlimpEvaluation;
import io.github.albert4j.evaluation.report.BlimpReport;
import io.github.albert4j.evaluation.report.EvaluationOptions;
import io.github.albert4j.evaluation.report.MaskedLmEvaluation;
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
import io.github.albert4j.training.task.TaskModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@link MaskedLmEvaluation}, {@link BlimpEvaluation} and {@link TaskReport}. */
@Command(
    name = "evaluate",
    description = "Measure a model on a task.",
    footer = {
      "",
      "Tasks:",
      "  masked-lm  guess hidden pieces of plain text, and the order of its segments;",
      "             .txt and .txt.gz: a paragraph a line, documents between empty lines",
      "  blimp      tell grammatical sentences from others; BLiMP's .jsonl, .jsonl.gz",
      "  sst2, mnli, cola, mrpc, qqp, qnli, rte, wnli, snli, stsb, squad1, squad2, race, swag,",
      "  ner, text-classification, token-classification, question-answering, multiple-choice:",
      "             what fine-tune --task makes a model for",
      "",
      "Examples:",
      "  albert4j evaluate --task masked-lm --data eval.txt.gz --baseline train",
      "  albert4j evaluate --task blimp --model DIR --data blimp.jsonl.gz",
      "  albert4j evaluate --task squad2 --model DIR --data dev-v2.0.json --predictions p.json"
    })
final class EvaluateCommand implements Runnable {
  private static final String MASKED_LM = "masked-lm";
  private static final String BLIMP = "blimp";

  @CommandLine.Spec CommandLine.Model.CommandSpec command;
  @Mixin ModelOptions model;

  private String name;
  private @Nullable Task task; // null for masked-lm and blimp, which need no examples

  @Option(
      names = "--task",
      paramLabel = "NAME",
      required = true,
      description = "What is measured: a name from the list below.")
  void task(String taskName) {
    name = taskName;
    if (!name.equals(MASKED_LM) && !name.equals(BLIMP)) {
      task = Usage.task(command, name, MASKED_LM, BLIMP);
    }
  }

  @Option(
      names = "--data",
      paramLabel = "PATH",
      arity = "1..*",
      required = true,
      description = "Files and folders of the task's data.")
  List<Path> data;

  @Option(
      names = "--baseline",
      paramLabel = "PATH",
      arity = "1..*",
      description =
          "masked-lm: count these texts, on which the model was trained, and show what a trigram"
              + " of the counts can do on the same hidden pieces.")
  @Nullable List<Path> baseline;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "masked-lm: which pieces are hidden. Default: ${DEFAULT-VALUE}.")
  long seed;

  @Option(
      names = "--problem",
      paramLabel = "P",
      description =
          "text-classification: single-label, multi-label or regression. Default: the model's.")
  @Nullable String problem;

  private @Nullable Integer maxLength;

  @Option(
      names = "--max-length",
      paramLabel = "N",
      description =
          "At most so many pieces in a row. Default: 128 for masked-lm, else what fine-tune takes"
              + " for the task.")
  void maxLength(int n) {
    maxLength = Usage.atLeast(command, "--max-length", n, 8);
  }

  private int limit = Integer.MAX_VALUE;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many sequences and sentences, or pairs. Default: all.")
  void limit(int n) {
    limit = Usage.atLeastOne(command, "--limit", n);
  }

  @Option(
      names = "--predictions",
      paramLabel = "F",
      description =
          "Write what the model made of each example: for masked-lm and blimp a line of JSON each,"
              + " for other tasks the form that the task's own scripts read.")
  @Nullable Path predictions;

  @Option(
      names = "--no-answer-threshold",
      paramLabel = "X",
      description =
          "squad2, question-answering: no answer where its score is above X, such as the"
              + " best_f1_thresh of other data. Default: 0.")
  @Nullable Double noAnswerThreshold;

  @Mixin BatchOptions batch;
  @Mixin Format format;

  @Override
  public void run() {
    if (baseline != null && !name.equals(MASKED_LM)) {
      throw Usage.wrong(command, "--baseline goes with --task masked-lm only");
    }
    if (noAnswerThreshold != null && (task == null || !task.metrics().contains("best_f1"))) {
      throw Usage.wrong(
          command, "--no-answer-threshold goes with --task squad2 and question-answering only");
    }
    long start = System.nanoTime();
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("task", name);
    TaskReport ofTask = null;
    try (Steps steps = new Steps();
        AlbertModel albert = model.load(task == null ? null : TaskModel.head(task))) {
      report.put("model", albert.folder().name());
      if (task != null) {
        ofTask = examples(albert, task, steps, report);
      } else {
        text(albert, steps, report);
      }
      report.put("precision", albert.precision().toString().toLowerCase(Locale.ROOT));
    }
    report.put("seconds", Math.round((System.nanoTime() - start) / 1e7) / 100.0);
    write(report, ofTask);
  }

  private void text(AlbertModel albert, Steps steps, Map<String, Object> report) {
    int most = maxLength == null ? EvaluationOptions.DEFAULT.maxLength() : maxLength;
    EvaluationOptions options = new EvaluationOptions(seed, batch.tokens(), most, limit);
    try (JsonLines lines = new JsonLines(predictions)) {
      if (name.equals(MASKED_LM)) {
        maskedLm(albert, options, steps, lines::write, report);
      } else {
        blimp(albert, options, steps, lines::write, report);
      }
      lines.commit();
    }
  }

  private TaskReport examples(
      AlbertModel albert, Task of, Steps steps, Map<String, Object> report) {
    albert.require(albert.head().output());
    Problem asked = Usage.problem(command, of, problem, Problem.of(albert.config()));
    TaskExamples examples = TaskExamples.read(of, asked, data, limit, predictions == null);
    int most = maxLength == null ? Recipe.of(of, albert.config()).maxLength() : maxLength;
    TaskRows rows =
        examples.rows(
            Labels.ofModel(albert.config().labels(), of), albert.tokenizer(), most, albert.head());
    if (noAnswerThreshold != null && rows instanceof QuestionRows questions) {
      rows = questions.withNoAnswerThreshold(noAnswerThreshold);
    }
    TaskReport result = rows.report(Logits.of(albert, rows, batch.tokens(), steps));
    report.put("metrics", Format.numbers(result.metrics()));
    Map<String, Long> counts = new LinkedHashMap<>(result.counts());
    counts.put("cut", (long) rows.cut());
    report.put("counts", counts);
    report.put("max_length", most);
    if (predictions != null) {
      AtomicFile.write(predictions, result.predictions().getBytes(StandardCharsets.UTF_8));
    }
    return result;
  }

  private void maskedLm(
      AlbertModel albert,
      EvaluationOptions options,
      Steps steps,
      Consumer<Object> lines,
      Map<String, Object> report) {
    TextFiles text = TextFiles.of(data);
    TextFiles counted = baseline == null ? null : TextFiles.of(baseline);
    MaskedLmReport result =
        MaskedLmEvaluation.run(albert, text, counted, options, steps, lines::accept);
    report.put("metrics", result.metrics());
    if (counted != null) {
      report.put("baselines", result.baselines());
    }
    report.put("counts", result.counts());
    report.put("seed", seed);
    report.put("max_length", result.maxLength());
  }

  private void blimp(
      AlbertModel albert,
      EvaluationOptions options,
      Steps steps,
      Consumer<Object> lines,
      Map<String, Object> report) {
    List<MinimalPair> pairs = MinimalPair.read(data);
    BlimpReport result = BlimpEvaluation.run(albert, pairs, options, steps, lines::accept);
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("accuracy", result.accuracy());
    metrics.putAll(result.phenomena());
    report.put("metrics", metrics);
    report.put("paradigm_accuracy", result.paradigmAccuracy());
    report.put("paradigms", result.paradigms());
    report.put("counts", Map.of("pairs", result.pairs(), "ties", result.ties()));
  }

  private void write(Map<String, Object> report, @Nullable TaskReport ofTask) {
    Stdout out = new Stdout();
    if (format.json()) {
      if (ofTask != null) {
        report.put("classes", ofTask.classes());
        report.put("confusion", ofTask.confusion());
        report.put("worst", ofTask.worst());
      }
      out.json(report);
      return;
    }
    Table table = new Table();
    report.forEach((key, value) -> rows(table, key, value));
    table.write(out);
    if (ofTask != null) {
      TaskTables.write(out, ofTask);
    }
  }

  private static void rows(Table table, String name, Object value) {
    if (value instanceof Map<?, ?> group) {
      table.row("", "").row(name.replace('_', ' '), "");
      group.forEach((key, inner) -> rows(table, "  " + key, inner));
    } else if (value instanceof Double number) {
      boolean share = number >= 0 && number <= 1;
      table.row(name, Table.number(number), share ? Terminal.bar(number) : "");
    } else {
      table.row(name, String.valueOf(value));
    }
  }
}

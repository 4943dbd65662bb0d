package io.github.albert4j.cli;

import io.github.albert4j.checkpoint.AtomicFile;
import io.github.albert4j.evaluation.data.Task;
import io.github.albert4j.evaluation.task.Problem;
import io.github.albert4j.evaluation.task.TaskReport;
import io.github.albert4j.hub.ModelFolder;
import io.github.albert4j.model.AlbertModel;
import io.github.albert4j.training.task.TaskModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@link Evaluator}, and {@link CardTableRun}. */
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
      "The card's table: with --table each --model is a row, a folder that has a fine-tuned model for",
      "each task in a folder of the task's name (DIR/squad1, DIR/squad2, DIR/mnli, DIR/sst2, DIR/race),",
      "and each --data is TASK=PATH; mnli-mismatched=PATH is MNLI's second set. A row named",
      "albert-base-v2, or as another published model, stands under its published one.",
      "",
      "Examples:",
      "  albert4j evaluate --task masked-lm --data eval.txt.gz --baseline train",
      "  albert4j evaluate --task blimp --model DIR --data blimp.jsonl.gz",
      "  albert4j evaluate --task squad2 --model DIR --data dev-v2.0.json --predictions p.json",
      "  albert4j evaluate --task sst2 --model DIR --data dev.tsv --report sst2.html",
      "  albert4j evaluate --table --model runs/albert-base-v2 --model runs/mine",
      "      --data sst2=dev.tsv --data squad1=dev-v1.1.json --report table.html"
    })
final class EvaluateCommand implements Runnable {
  private static final String MASKED_LM = "masked-lm";
  private static final String BLIMP = "blimp";

  @CommandLine.Spec CommandLine.Model.CommandSpec command;

  @Option(
      names = "--model",
      paramLabel = "DIR|NAME",
      description = {
        "A model's folder, or a name in the Hugging Face cache; with --table more than one.",
        "Default: " + ModelFolder.EMBEDDED + ", the embedded model."
      })
  List<String> models = List.of();

  @Mixin ComputeOptions compute;

  private @Nullable String name;
  private @Nullable Task task; // null for masked-lm and blimp, which need no examples

  @Option(
      names = "--task",
      paramLabel = "NAME",
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
      description = "Files and folders of the task's data; with --table TASK=PATH.")
  List<Path> data = List.of();

  @Option(
      names = "--table",
      description =
          "Print the model card's table, published results and those of --model. See below.")
  boolean table;

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

  private @Nullable Double noAnswerThreshold;

  @Option(
      names = "--no-answer-threshold",
      paramLabel = "X",
      description =
          "squad2, question-answering: no answer where its score is above X, such as the"
              + " best_f1_thresh of other data. Default: 0.")
  void noAnswerThreshold(double score) {
    noAnswerThreshold = Usage.finite(command, "--no-answer-threshold", score);
  }

  private int worst = 10;

  @Option(
      names = "--worst",
      paramLabel = "N",
      description =
          "Show so many of the examples that went the most wrong, at most "
              + TaskReport.Worsts.MOST
              + ". Default: 10.")
  void worst(int n) {
    if (n < 0 || n > TaskReport.Worsts.MOST) {
      throw Usage.wrong(
          command, "--worst: expected 0 to " + TaskReport.Worsts.MOST + ", found " + n);
    }
    worst = n;
  }

  @Mixin PageFile page;
  @Mixin BatchOptions batch;
  @Mixin Format format;

  @Override
  public void run() {
    check();
    page.check();
    OutputFile.check("--predictions", predictions, "predictions.json");
    try (Steps steps = new Steps()) {
      if (table) {
        card(steps);
      } else {
        one(steps);
      }
    }
  }

  /** Options that do not go together. */
  private void check() {
    if (table) {
      if (name != null || predictions != null || baseline != null || problem != null) {
        throw Usage.wrong(
            command, "--table goes without --task, --predictions, --baseline and --problem");
      }
      return;
    }
    if (name == null || data.isEmpty()) {
      throw Usage.wrong(
          command, name == null ? "expected --task NAME, or --table" : "expected --data PATH");
    }
    if (models.size() > 1) {
      throw Usage.wrong(command, "expected one --model without --table, found " + models.size());
    }
    if (baseline != null && !name.equals(MASKED_LM)) {
      throw Usage.wrong(command, "--baseline goes with --task masked-lm only");
    }
    if (noAnswerThreshold != null && (task == null || !task.metrics().contains("best_f1"))) {
      throw Usage.wrong(
          command, "--no-answer-threshold goes with --task squad2 and question-answering only");
    }
  }

  private void card(Steps steps) {
    CardTableRun run =
        new CardTableRun(evaluator(steps), compute, CardTableRun.data(command, data));
    run.measure(models);
    page.write("ALBERT's evaluation results", run.settings(), run::sections);
    run.write(new Stdout(), format.json());
  }

  private Evaluator evaluator(Steps steps) {
    return new Evaluator(limit, maxLength, noAnswerThreshold, seed, batch.tokens(), worst, steps);
  }

  private void one(Steps steps) {
    long start = System.nanoTime();
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("task", name);
    String model = models.isEmpty() ? ModelFolder.EMBEDDED : models.get(0);
    Evaluation evaluation;
    try (AlbertModel albert = compute.load(model, task == null ? null : TaskModel.head(task))) {
      report.put("model", albert.folder().name());
      evaluation = task == null ? text(albert, steps) : examples(albert, task, steps);
      report.putAll(evaluation.figures());
      report.put("precision", albert.precision().toString().toLowerCase(Locale.ROOT));
    }
    report.put("seconds", Math.round((System.nanoTime() - start) / 1e7) / 100.0);
    page.write(name + ": " + report.get("model"), report, data, evaluation.sections());
    new EvaluationOutput(task, report, evaluation).write(new Stdout(), format.json());
  }

  private Evaluation examples(AlbertModel albert, Task of, Steps steps) {
    Problem asked = Usage.problem(command, of, problem, Problem.of(albert.config()));
    Evaluation evaluation = evaluator(steps).task(albert, of, asked, data, predictions == null);
    if (predictions != null && evaluation.task() != null) {
      byte[] bytes = evaluation.task().predictions().getBytes(StandardCharsets.UTF_8);
      AtomicFile.write(predictions, bytes);
    }
    return evaluation;
  }

  private Evaluation text(AlbertModel albert, Steps steps) {
    try (JsonLines lines = new JsonLines(predictions)) {
      Evaluation evaluation =
          MASKED_LM.equals(name)
              ? evaluator(steps).maskedLm(albert, data, baseline, lines::write)
              : evaluator(steps).blimp(albert, data, lines::write);
      lines.commit();
      return evaluation;
    }
  }
}

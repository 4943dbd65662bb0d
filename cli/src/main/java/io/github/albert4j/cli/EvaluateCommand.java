package io.github.albert4j.cli;

import io.github.albert4j.evaluation.data.MinimalPair;
import io.github.albert4j.evaluation.data.TextFiles;
import io.github.albert4j.evaluation.report.BlimpEvaluation;
import io.github.albert4j.evaluation.report.BlimpReport;
import io.github.albert4j.evaluation.report.EvaluationOptions;
import io.github.albert4j.evaluation.report.MaskedLmEvaluation;
import io.github.albert4j.evaluation.report.MaskedLmReport;
import io.github.albert4j.model.AlbertModel;
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

/** {@link MaskedLmEvaluation} and {@link BlimpEvaluation}. */
@Command(
    name = "evaluate",
    description = "Measure a model on a task.",
    footer = {
      "",
      "Tasks:",
      "  masked-lm  guess hidden pieces of plain text, and the order of its segments;",
      "             .txt and .txt.gz: a paragraph a line, documents between empty lines",
      "  blimp      tell grammatical sentences from others; BLiMP's .jsonl, .jsonl.gz",
      "",
      "Examples:",
      "  albert4j evaluate --task masked-lm --data eval.txt.gz --baseline train",
      "  albert4j evaluate --task blimp --model DIR --data blimp.jsonl.gz"
    })
final class EvaluateCommand implements Runnable {
  /** What can be measured. */
  enum Task {
    MASKED_LM("masked-lm"),
    BLIMP("blimp");

    private final String label;

    Task(String label) {
      this.label = label;
    }

    @Override
    public String toString() {
      return label;
    }
  }

  @CommandLine.Spec CommandLine.Model.CommandSpec command;
  @Mixin ModelOptions model;

  private Task task;

  @Option(
      names = "--task",
      paramLabel = "NAME",
      required = true,
      description = "masked-lm or blimp.")
  void task(String name) {
    for (Task known : Task.values()) {
      if (known.label.equals(name)) {
        task = known;
        return;
      }
    }
    throw Usage.wrong(command, "--task: expected masked-lm or blimp, found " + name);
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

  private int maxLength = EvaluationOptions.DEFAULT.maxLength();

  @Option(
      names = "--max-length",
      paramLabel = "N",
      description = "masked-lm: at most so many pieces in a sequence. Default: 128.")
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
      paramLabel = "F.jsonl",
      description = "Write what the model made of each example, a line each.")
  @Nullable Path predictions;

  @Mixin BatchOptions batch;
  @Mixin Format format;

  @Override
  public void run() {
    if (baseline != null && task != Task.MASKED_LM) {
      throw Usage.wrong(command, "--baseline goes with --task masked-lm only");
    }
    EvaluationOptions options = new EvaluationOptions(seed, batch.tokens(), maxLength, limit);
    long start = System.nanoTime();
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("task", task.label);
    try (JsonLines lines = new JsonLines(predictions);
        Steps steps = new Steps();
        AlbertModel albert = model.load()) {
      report.put("model", albert.folder().name());
      switch (task) {
        case MASKED_LM -> maskedLm(albert, options, steps, lines::write, report);
        case BLIMP -> blimp(albert, options, steps, lines::write, report);
      }
      report.put("precision", albert.precision().toString().toLowerCase(Locale.ROOT));
      lines.commit();
    }
    report.put("seconds", Math.round((System.nanoTime() - start) / 1e7) / 100.0);
    write(report);
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

  private void write(Map<String, Object> report) {
    Stdout out = new Stdout();
    if (format.json()) {
      out.json(report);
      return;
    }
    Table table = new Table();
    report.forEach((name, value) -> rows(table, name, value));
    table.write(out);
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

package io.github.albert4j.cli;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.evaluation.data.Task;
import io.github.albert4j.evaluation.task.Problem;
import io.github.albert4j.evaluation.task.TaskExamples;
import io.github.albert4j.evaluation.task.TaskRows;
import io.github.albert4j.hub.ModelFolder;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import io.github.albert4j.training.loop.TrainingOptions;
import io.github.albert4j.training.optimizer.Schedule;
import io.github.albert4j.training.optimizer.UpdateRule;
import io.github.albert4j.training.task.FineTuning;
import io.github.albert4j.training.task.Freeze;
import io.github.albert4j.training.task.ModelCard;
import io.github.albert4j.training.task.Recipe;
import io.github.albert4j.training.task.TaskModel;
import io.github.albert4j.vocabulary.Vocabulary;
import io.github.albert4j.vocabulary.VocabularyFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@link FineTuning}. */
@Command(
    name = "fine-tune",
    description = {
      "Train a model for a task. Where a number is not given, it is the ALBERT paper's for the",
      "task. The folder that is written is one that Hugging Face and the other commands load."
    },
    footer = {
      "",
      "Examples:",
      "  albert4j fine-tune --task sst2 --model albert-base-v2 --train train.tsv --dev dev.tsv \\",
      "    --output DIR",
      "  albert4j fine-tune --task text-classification --train reviews.jsonl --epochs 3 \\",
      "    --output DIR",
      "  albert4j fine-tune … --output DIR --resume"
    })
final class FineTuneCommand implements Runnable {
  @CommandLine.Spec CommandLine.Model.CommandSpec command;
  @Mixin ModelName model;
  @Mixin RecipeArguments numbers;
  @Mixin TrainingArguments training;
  @Mixin Format format;

  private Task task;

  @Option(
      names = "--task",
      paramLabel = "NAME",
      required = true,
      description =
          "sst2, mnli, cola, mrpc, qqp, qnli, rte, wnli, snli, stsb, squad1, squad2, race, swag or"
              + " ner; for files of your own text-classification, token-classification,"
              + " question-answering or multiple-choice.")
  void task(String name) {
    task = Usage.task(command, name);
  }

  @Option(
      names = "--problem",
      paramLabel = "P",
      description =
          "text-classification: single-label, multi-label (names with commas between) or regression"
              + " (numbers). Default: single-label.")
  @Nullable String problem;

  /** Heads that answer questions. */
  enum AnswerHead {
    linear,
    beam
  }

  @Option(
      names = "--head",
      paramLabel = "NAME",
      defaultValue = "linear",
      description =
          "squad1, squad2, question-answering: linear, as in Hugging Face, or beam, Google's of"
              + " SQuAD 2.0, which Hugging Face does not load. Default: ${DEFAULT-VALUE}.")
  AnswerHead head;

  @Option(
      names = "--train",
      paramLabel = "PATH",
      arity = "1..*",
      required = true,
      description = "Files to learn from; for race, folders too.")
  List<Path> train;

  @Option(
      names = "--dev",
      paramLabel = "PATH",
      arity = "1..*",
      description =
          "Files to measure the model on after each epoch; the best epoch's model is kept. Default:"
              + " none, and the last epoch's model is kept.")
  @Nullable List<Path> dev;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      defaultValue = "adamw",
      description = {
        "adamw or lamb, Google's; adamw_torch or lamb_paper, with bias correction; muon.",
        "Default: ${DEFAULT-VALUE}."
      })
  UpdateRule.Form optimizer;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "12345",
      description =
          "Decides a new head's weights, the order of the examples and dropout. Default:"
              + " ${DEFAULT-VALUE}.")
  long seed;

  @Mixin ThreadOptions threads;

  private int patience;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description =
          "End after so many epochs without a better one on --dev. Default: all epochs are done.")
  void patience(int n) {
    patience = Usage.atLeastOne(command, "--patience", n);
  }

  @Option(
      names = "--freeze",
      paramLabel = "PART",
      defaultValue = "none",
      description =
          "What stays as it is: embeddings, encoder (with the embeddings; pooler and head learn) or"
              + " none. Default: ${DEFAULT-VALUE}.")
  Freeze freeze;

  @Mixin ClassWeightArguments classWeights;

  @Override
  public void run() {
    if (head == AnswerHead.beam && task.kind() != Task.Kind.QUESTIONS) {
      throw Usage.wrong(
          command, "--head beam goes with --task squad1, squad2 and question-answering only");
    }
    ModelFolder folder = ModelFolder.resolve(model.name);
    AlbertConfig before = AlbertConfig.read(folder.path());
    AlbertTokenizer tokenizer = Vocabulary.tokenizer(folder.path(), before.vocabSize());
    Recipe recipe = numbers.recipe(task, before);
    Problem asked = Usage.problem(command, task, problem, Problem.of(task));
    TaskExamples examples = TaskExamples.read(task, asked, train);
    TaskModel target = new TaskModel(task, asked, labels(examples), head == AnswerHead.beam);
    TaskRows rows = rows(examples, target, tokenizer, recipe, "training");
    TaskRows devRows =
        dev == null
            ? null
            : rows(
                TaskExamples.read(task, asked, dev, Integer.MAX_VALUE, true, target.labels()),
                target,
                tokenizer,
                recipe,
                "dev");
    TrainingOptions options =
        options(target.config(folder, recipe), recipe, FineTuning.units(rows));
    FineTuning.Plan plan =
        new FineTuning.Plan(
            folder,
            target,
            rows,
            devRows,
            freeze,
            patience,
            classWeights.of(rows, target.labels()));
    training.prepareOutput();
    Map<String, byte[]> vocabulary =
        VocabularyFiles.of(tokenizer.model(), before.maxPositionEmbeddings());
    try (FineTuning tuning =
            new FineTuning(plan, options, vocabulary, training.output, training.resume);
        TrainingProgress progress = progress(tuning, options)) {
      TrainingArguments.run(
          () -> {
            boolean done = tuning.run(progress);
            progress.close();
            if (done) {
              ModelCard.of(plan, options, recipe, tuning, commandLine()).write(training.output);
              FineTuneResult.of(task, tuning, training.output).write(format.json());
            } else {
              TrainingArguments.stopped(tuning.step(), tuning.lastCheckpoint());
            }
          },
          tuning::stop);
    }
  }

  private List<String> labels(TaskExamples examples) {
    try {
      return examples.labels();
    } catch (InvalidInputException e) {
      throw new InvalidInputException("--train: " + e.getMessage());
    }
  }

  private static TaskRows rows(
      TaskExamples examples,
      TaskModel target,
      AlbertTokenizer tokenizer,
      Recipe recipe,
      String which) {
    TaskRows rows = examples.rows(target.labels(), tokenizer, recipe.maxLength(), target.head());
    if (rows.cut() > 0) {
      System.err.printf(
          Locale.ROOT,
          "albert4j: %,d of %,d %s examples were cut to fit into %d pieces%n",
          rows.cut(),
          rows.size(),
          which,
          recipe.maxLength());
    }
    return rows;
  }

  private TrainingOptions options(AlbertConfig config, Recipe recipe, int units) {
    long updates = numbers.steps(recipe, units);
    long warmup = numbers.warmupSteps(recipe, updates);
    return new TrainingOptions(
        config,
        updates,
        recipe.batchSize(),
        UpdateRule.of(optimizer),
        Schedule.google(recipe.learningRate(), warmup, updates),
        training.clip,
        training.precision,
        seed,
        training.microBatchTokens(config),
        training.gradientCheckpointing,
        threads.count(),
        training.checkpointSteps,
        training.keep);
  }

  private TrainingProgress progress(FineTuning tuning, TrainingOptions options) {
    if (!tuning.newParameters().isEmpty()) {
      System.err.println(
          "albert4j: new, by --seed "
              + seed
              + ", for the model has none for this task: "
              + String.join(", ", tuning.newParameters()));
    }
    System.err.println(Memory.told(tuning.estimatedBytes()));
    String headline =
        String.format(
            Locale.ROOT,
            "%,d parameters to train, %s, %d threads; %,d steps of %,d examples",
            tuning.parameters(),
            tuning.precision().name().toLowerCase(Locale.ROOT),
            options.threads(),
            options.steps(),
            options.batchSize());
    return new TrainingProgress(
        headline, options.steps(), tuning.step(), Map.of("accuracy", "right"));
  }

  /** The command line, for the model's card. */
  private String commandLine() {
    return command.root().commandLine().getParseResult().originalArgs().stream()
        .map(arg -> arg.matches("[\\w./=:,+-]+") ? arg : '"' + arg + '"')
        .collect(Collectors.joining(" ", "albert4j ", ""));
  }
}

package io.github.albert4j.cli;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.config.KnownConfigs;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import io.github.albert4j.training.instances.InstanceSource;
import io.github.albert4j.training.instances.ShardInstances;
import io.github.albert4j.training.instances.TextInstances;
import io.github.albert4j.training.instances.TokenizedCorpus;
import io.github.albert4j.training.loop.FirstWeights;
import io.github.albert4j.training.loop.Pretraining;
import io.github.albert4j.training.loop.TrainingOptions;
import io.github.albert4j.training.optimizer.Schedule;
import io.github.albert4j.training.optimizer.UpdateRule;
import io.github.albert4j.vocabulary.VocabularyFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@link Pretraining}. */
@Command(
    name = "pretrain",
    description = {
      "Train a model on plain text, or on shards of create-pretraining-data: masked LM and",
      "sentence order. The folder that it writes is one that Hugging Face loads."
    },
    footer = {
      "",
      "Examples:",
      "  albert4j pretrain --config config.json --data books/ wiki/ --tokenizer spiece.model \\",
      "    --max-length 128 --batch-size 256 --steps 20000 --output DIR",
      "  albert4j pretrain … --output DIR --resume"
    })
final class PretrainCommand implements Runnable {
  /** The published recipe: batch 4096, rate 0.00176, 2.5 % of the steps to warm up. */
  private static final double PAPER_RATE = 0.00176;

  private static final double PAPER_BATCH = 4096;
  private static final double PAPER_WARMUP = 0.025;
  private static final double ADAMW_RATE = 1e-4;

  /** The pieces before it are control pieces: {@code <pad> <unk> [CLS] [SEP] [MASK]}. */
  private static final int FIRST_WORD = 5;

  @CommandLine.Spec CommandLine.Model.CommandSpec command;
  @Mixin CorpusArguments corpus;
  @Mixin InstanceArguments instances;
  @Mixin TrainingArguments training;
  @Mixin Format format;

  @Option(
      names = "--config",
      paramLabel = "F|NAME",
      required = true,
      description = {
        "A config.json, or albert-base-v2 and its like: base, large, xlarge or xxlarge, v1 or v2,"
            + " with the vocabulary's size."
      })
  String config;

  @Option(
      names = "--start",
      paramLabel = "DIR",
      description = {
        "A model's folder to take the first weights from; layer groups that it lacks begin as its"
            + " first. Default: random ones."
      })
  @Nullable Path start;

  @Option(
      names = "--informed-start",
      description = {
        "Begin with word vectors from the text's counts, and with heads that look at their"
            + " neighbours, instead of all at random."
      })
  boolean informedStart;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Where the tokenised text is kept between runs. Default: OUTPUT/corpus.")
  @Nullable Path cache;

  private long steps = 125_000;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Updates of the weights. Default: 125000.")
  void steps(int n) {
    steps = Usage.atLeastOne(command, "--steps", n);
  }

  private int batchSize = (int) PAPER_BATCH;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "Instances that an update sees; memory does not depend on it. Default: 4096.")
  void batchSize(int n) {
    batchSize = Usage.atLeastOne(command, "--batch-size", n);
  }

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      defaultValue = "lamb",
      description = {
        "lamb or adamw, Google's; adamw_torch or lamb_paper, with bias correction; muon.",
        "Default: ${DEFAULT-VALUE}."
      })
  UpdateRule.Form optimizer;

  @Option(
      names = "--learning-rate",
      paramLabel = "R",
      description = {
        "The peak. Default: for lamb 0.00176 at a batch of 4096, by the root of the batch"
            + " otherwise; for adamw 1e-4."
      })
  @Nullable Double learningRate;

  private double poolerRate = 1;

  @Option(
      names = "--pooler-rate",
      paramLabel = "R",
      description = {
        "What the pooler and the sentence-order head learn at, as a share of the learning rate.",
        "Default: 1."
      })
  void poolerRate(double rate) {
    if (!(rate >= 0)) {
      throw Usage.wrong(command, "--pooler-rate: expected 0 or more, found " + rate);
    }
    poolerRate = rate;
  }

  private double orderWeight = 1;

  @Option(
      names = "--sentence-order-weight",
      paramLabel = "W",
      description = {
        "By what the loss of sentence order is multiplied before it joins that of words.",
        "Default: 1."
      })
  void orderWeight(double weight) {
    if (!(weight >= 0)) {
      throw Usage.wrong(command, "--sentence-order-weight: expected 0 or more, found " + weight);
    }
    orderWeight = weight;
  }

  @Option(
      names = "--warmup-steps",
      paramLabel = "N",
      description = "Steps over which the rate rises. Default: 2.5 %% of --steps.")
  @Nullable Long warmupSteps;

  /** How the learning rate goes on after the warm-up. */
  enum Fall {
    LINEAR,
    CONSTANT
  }

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      defaultValue = "linear",
      description = {
        "After the warm-up: linear, down to 0 at the last step, or constant.",
        "Default: ${DEFAULT-VALUE}."
      })
  Fall schedule;

  @Override
  public void run() {
    AlbertTokenizer tokenizer = corpus.tokenizer();
    AlbertConfig model = config(tokenizer);
    if (instances.maxLength() > model.maxPositionEmbeddings()) {
      throw Usage.wrong(
          command,
          "--max-length: the config has "
              + model.maxPositionEmbeddings()
              + " positions, found "
              + instances.maxLength());
    }
    TrainingOptions options = options(model);
    Map<String, byte[]> vocabulary =
        VocabularyFiles.of(tokenizer.model(), model.maxPositionEmbeddings());
    training.prepareOutput();
    try (TrainingData data = data(tokenizer);
        Pretraining pretraining =
            new Pretraining(
                options,
                data.source(),
                orderWeight,
                vocabulary,
                training.output,
                firstWeights(data),
                training.resume);
        TrainingProgress progress = progress(pretraining, options, data.source().maxLength())) {
      TrainingArguments.run(() -> run(pretraining, progress), pretraining::stop);
    }
  }

  private void run(Pretraining pretraining, TrainingProgress progress) {
    boolean done = pretraining.run(progress);
    progress.close();
    if (done) {
      PretrainResult.of(pretraining, progress, training.output).write(format.json());
    } else {
      TrainingArguments.stopped(pretraining.step(), pretraining.lastCheckpoint());
    }
  }

  private AlbertConfig config(AlbertTokenizer tokenizer) {
    AlbertConfig known = KnownConfigs.find(config);
    if (known != null) {
      return known.withVocabSize(tokenizer.vocabularySize());
    }
    Path path = Path.of(config);
    if (!Files.exists(path)) {
      throw new InvalidInputException(
          "--config: there is no file "
              + config
              + ", and the names are "
              + String.join(", ", KnownConfigs.names()));
    }
    AlbertConfig read =
        Files.isDirectory(path) ? AlbertConfig.read(path) : AlbertConfig.readFile(path);
    if (read.vocabSize() < tokenizer.vocabularySize()) {
      throw new InvalidInputException(
          config
              + ": vocab_size is "
              + read.vocabSize()
              + ", but the vocabulary has "
              + tokenizer.vocabularySize()
              + " pieces");
    }
    return read.hiddenDropoutProb() > 0 && read.ffnOutputDropout() == null
        ? read.with(json -> json.put("ffn_output_dropout", true)) // as Google pretrained
        : read;
  }

  private TrainingOptions options(AlbertConfig model) {
    UpdateRule rule = UpdateRule.of(optimizer).withPoolerRate(poolerRate);
    boolean lamb = optimizer == UpdateRule.Form.LAMB || optimizer == UpdateRule.Form.LAMB_PAPER;
    double rate =
        learningRate != null
            ? learningRate
            : lamb ? PAPER_RATE * Math.sqrt(batchSize / PAPER_BATCH) : ADAMW_RATE;
    long warmup = warmupSteps != null ? warmupSteps : Math.round(PAPER_WARMUP * steps);
    return new TrainingOptions(
        model,
        steps,
        batchSize,
        rule,
        schedule == Fall.LINEAR
            ? Schedule.google(rate, warmup, steps)
            : Schedule.constant(rate, warmup),
        training.clip,
        training.precision,
        instances.seed,
        training.microBatchTokens(model),
        training.gradientCheckpointing,
        corpus.options().threads(),
        training.checkpointSteps,
        training.keep);
  }

  private static TrainingProgress progress(
      Pretraining pretraining, TrainingOptions options, int maxLength) {
    long bytes = pretraining.estimatedBytes();
    if (!Memory.fits(bytes)) {
      System.err.println(Memory.told(bytes));
    }
    return new TrainingProgress(
        String.format(
            Locale.ROOT,
            "%,d parameters, %s, %d threads; %,d steps of %,d rows, up to %,d tokens; about %.1f GB"
                + " of memory beside Java's own",
            pretraining.parameters(),
            pretraining.precision().name().toLowerCase(Locale.ROOT),
            options.threads(),
            options.steps(),
            options.batchSize(),
            (long) options.batchSize() * maxLength,
            bytes / 1e9),
        options.steps(),
        pretraining.step(),
        Map.of(PretrainResult.MLM, "MLM", PretrainResult.SOP, "SOP"));
  }

  /** Instances, and the text that they are cut from where there is one. */
  private record TrainingData(InstanceSource source, @Nullable TokenizedCorpus text)
      implements AutoCloseable {
    @Override
    public void close() {
      source.close();
      if (text != null) {
        text.close();
      }
    }
  }

  private TrainingData data(AlbertTokenizer tokenizer) {
    if (corpus.data.size() == 1 && ShardInstances.isShards(corpus.data.get(0))) {
      return new TrainingData(ShardInstances.open(corpus.data.get(0)), null);
    }
    try (InstanceProgress progress = new InstanceProgress(corpus.files().size())) {
      TokenizedCorpus text =
          TokenizedCorpus.prepare(
              corpus.files(),
              tokenizer,
              corpus.options(),
              cache != null ? cache : training.output.resolve("corpus"),
              progress::tokenized);
      return new TrainingData(new TextInstances(text, instances.options()), text);
    }
  }

  private FirstWeights firstWeights(TrainingData data) {
    if (start != null && informedStart) {
      throw Usage.wrong(command, "--start and --informed-start: give one of them");
    }
    if (informedStart && data.text() == null) {
      throw Usage.wrong(command, "--informed-start needs text, and --data has shards");
    }
    return start != null
        ? FirstWeights.of(start)
        : informedStart ? FirstWeights.informed(data.text(), FIRST_WORD) : FirstWeights.random();
  }
}

package io.github.albert4j.cli;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.config.AlbertConfig;
import io.github.albert4j.config.KnownConfigs;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import io.github.albert4j.training.instances.InstanceOptions;
import io.github.albert4j.training.instances.InstanceSource;
import io.github.albert4j.training.instances.ShardInstances;
import io.github.albert4j.training.instances.TextInstances;
import io.github.albert4j.training.instances.TokenizedCorpus;
import io.github.albert4j.training.loop.FirstWeights;
import io.github.albert4j.training.loop.Pretraining;
import io.github.albert4j.training.loop.TrainingOptions;
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
  /** The pieces before it are control pieces: {@code <pad> <unk> [CLS] [SEP] [MASK]}. */
  private static final int FIRST_WORD = 5;

  @CommandLine.Spec CommandLine.Model.CommandSpec command;
  @Mixin CorpusArguments corpus;
  @Mixin InstanceArguments instances;
  @Mixin PretrainingArguments recipe;
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
            + " last. Default: random ones."
      })
  @Nullable Path start;

  @Option(
      names = "--fresh-cls",
      description = {
        "Begin [CLS] of --start, the pooler and the sentence-order head anew: for a model that has"
            + " not learnt the order of sentences, in which [CLS] may hold nothing any more."
      })
  boolean freshCls;

  @Option(
      names = "--informed-start",
      description = {
        "Begin with word vectors from the text's counts, and with heads of the first group"
            + " that look at their neighbours, instead of all at random."
      })
  boolean informedStart;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Where the tokenised text is kept between runs. Default: OUTPUT/corpus.")
  @Nullable Path cache;

  @Override
  public void run() {
    if (start != null && informedStart) {
      throw Usage.wrong(command, "--start and --informed-start: give one of them");
    }
    if (freshCls && start == null) {
      throw Usage.wrong(command, "--fresh-cls needs --start, the model whose [CLS] begins anew");
    }
    InstanceOptions cut = instances.options();
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
    try (TrainingData data = data(tokenizer, cut);
        Pretraining pretraining =
            new Pretraining(
                options,
                data.source(),
                recipe.lossWeights(),
                vocabulary,
                training.output,
                firstWeights(data, tokenizer),
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
    return new TrainingOptions(
        model,
        recipe.steps(),
        recipe.batchSize(),
        recipe.rule(),
        recipe.schedule(),
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

  private TrainingData data(AlbertTokenizer tokenizer, InstanceOptions cut) {
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
      return new TrainingData(new TextInstances(text, cut), text);
    }
  }

  private FirstWeights firstWeights(TrainingData data, AlbertTokenizer tokenizer) {
    if (informedStart && data.text() == null) {
      throw Usage.wrong(command, "--informed-start needs text, and --data has shards");
    }
    if (start != null) {
      FirstWeights first = FirstWeights.of(start);
      return freshCls ? first.withFreshCls(tokenizer.clsId(), tokenizer.maskId()) : first;
    }
    return informedStart ? FirstWeights.informed(data.text(), FIRST_WORD) : FirstWeights.random();
  }
}

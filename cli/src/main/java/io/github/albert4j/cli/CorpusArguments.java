package io.github.albert4j.cli;

import io.github.albert4j.InvalidInputException;
import io.github.albert4j.evaluation.data.TextFiles;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import io.github.albert4j.training.instances.CorpusOptions;
import io.github.albert4j.vocabulary.Vocabulary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that read a corpus: which text, how it is cut, how much is held. */
final class CorpusArguments {
  @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
  CommandLine.Model.CommandSpec command;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      arity = "1..*",
      required = true,
      description = "Text files (.gz too), or folders with .txt and .txt.gz files.")
  List<Path> data;

  @Option(
      names = "--tokenizer",
      paramLabel = "F",
      required = true,
      description = "A spiece.model, or a folder with a vocabulary.")
  Path vocabulary;

  @Option(
      names = "--segments",
      paramLabel = "S",
      defaultValue = "sentence",
      description = {
        "What pairs are cut between: sentence, or line for lines as they are.",
        "Default: ${DEFAULT-VALUE}."
      })
  CorpusOptions.Segments segments;

  @Option(
      names = "--no-sentence-order",
      paramLabel = "GLOB",
      arity = "1..*",
      description = {
        "Files whose neighbouring lines are unrelated, as 'tatoeba-*': their instances are not"
            + " swapped and carry no label of sentence order."
      })
  List<String> noSentenceOrder = List.of();

  private long bufferBytes = CorpusOptions.DEFAULT.bufferBytes();

  @Option(
      names = "--buffer-size",
      paramLabel = "SIZE",
      description = {
        "Hold at most so much of the tokenised text in memory, as 500MB or 2GB; the rest is read"
            + " from the disk as it is needed. Default: 256MiB."
      })
  void bufferSize(String size) {
    bufferBytes = Usage.size(command, "--buffer-size", size);
  }

  @Mixin ThreadOptions threads;

  TextFiles files() {
    return TextFiles.of(data);
  }

  AlbertTokenizer tokenizer() {
    if (Files.isDirectory(vocabulary)) {
      return Vocabulary.tokenizer(vocabulary);
    }
    if (!Files.exists(vocabulary)) {
      throw new InvalidInputException(
          "--tokenizer: there is no " + vocabulary + "; name a spiece.model, or a model's folder");
    }
    return AlbertTokenizer.load(vocabulary);
  }

  CorpusOptions options() {
    return new CorpusOptions(segments, noSentenceOrder, threads.count(), bufferBytes);
  }
}

package io.github.albert4j.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.checkpoint.VocabularyFolder;
import io.github.albert4j.evaluation.data.TextFiles;
import io.github.albert4j.tokenizer.TrainerOptions;
import io.github.albert4j.tokenizer.UnigramTrainer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@link UnigramTrainer}. */
@Command(
    name = "train-tokenizer",
    description = {
      "Learn a vocabulary from text, as ALBERT's own was: a SentencePiece unigram model, lower case"
          + " without accents."
    },
    footer = {
      "",
      "Examples:",
      "  albert4j train-tokenizer --data corpus/ --vocab-size 8000 --output vocabulary",
      "  albert4j train-tokenizer --data a.txt b.txt.gz --vocab-size 16000 --output vocabulary",
      "  albert4j train-tokenizer --data big/ --sample-lines 10000000 --seed 7 --output vocabulary"
    })
final class TrainTokenizerCommand implements Runnable {
  /** ALBERT's longest row, which Hugging Face cuts to. */
  private static final int MAX_LENGTH = 512;

  @CommandLine.Spec CommandLine.Model.CommandSpec command;

  private final TrainerOptions.Builder options = TrainerOptions.builder();

  @Option(
      names = "--data",
      paramLabel = "PATH",
      required = true,
      arity = "1..*",
      description = "Text files, also .gz, and folders of .txt and .txt.gz files.")
  List<Path> data;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      required = true,
      description = {
        "The folder for spiece.model and the tokenizer.json and tokenizer_config.json that Hugging"
            + " Face reads."
      })
  Path output;

  @Option(
      names = "--vocab-size",
      paramLabel = "N",
      description = "Pieces, 13 reserved ones included. Default: 30000.")
  void vocabSize(int n) {
    options.vocabularySize(Usage.atLeast(command, "--vocab-size", n, 14));
  }

  @Option(
      names = "--character-coverage",
      paramLabel = "SHARE",
      description = {
        "The share of the text's characters that the pieces must cover; rarer characters become"
            + " <unk>.",
        "Default: 0.99995."
      })
  void characterCoverage(double share) {
    if (!(share > 0 && share <= 1)) {
      throw Usage.wrong(
          command, "--character-coverage: expected a share above 0, up to 1, found " + share);
    }
    options.characterCoverage(share);
  }

  @Option(
      names = "--sample-lines",
      paramLabel = "N",
      description = {
        "Learn from so many lines, drawn at random and held in memory.",
        "Default: from all, of which only the distinct words are held."
      })
  void sampleLines(int n) {
    options.sampleLines(Usage.atLeastOne(command, "--sample-lines", n));
  }

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Decides which lines are drawn. Default: 1.")
  void seed(long n) {
    options.seed(n);
  }

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = {
        "Threads that compute; the vocabulary does not depend on it.",
        "Default: one for each processor."
      })
  void threads(int n) {
    options.threads(Usage.atLeastOne(command, "--threads", n));
  }

  @Mixin Format format;

  /** What is printed. */
  private record Report(
      String output,
      @JsonProperty("vocab_size") int vocabSize,
      long words,
      @JsonProperty("distinct_words") int distinctWords,
      int characters,
      @JsonProperty("character_coverage") double characterCoverage,
      @JsonProperty("seed_pieces") int seedPieces,
      int rounds,
      @JsonProperty("pieces_per_word") double piecesPerWord,
      @JsonProperty("log_likelihood") double logLikelihood,
      @JsonProperty("log_likelihood_per_piece") double logLikelihoodPerPiece,
      double seconds) {}

  @Override
  public void run() {
    long start = System.nanoTime();
    TextFiles texts = TextFiles.of(data);
    UnigramTrainer trainer = new UnigramTrainer(options.build());
    try (VocabularyFolder folder = VocabularyFolder.open(output);
        PhaseBars bars = new PhaseBars()) {
      read(texts, trainer, bars);
      UnigramTrainer.Result result = train(trainer, bars);
      folder.write(result.model(), MAX_LENGTH);
      bars.close();
      report(result, (System.nanoTime() - start) / 1e9);
    }
  }

  private void read(TextFiles texts, UnigramTrainer trainer, PhaseBars bars) {
    double size = Math.max(1, texts.size());
    boolean blank = true;
    try (TextFiles.Lines lines = texts.open()) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        trainer.add(line);
        blank &= line.isBlank();
        bars.at("reading", lines.bytesRead() / size);
      }
    }
    if (blank) {
      throw new InvalidInputException("--data " + data.get(0) + ": there is no text in it");
    }
  }

  private static UnigramTrainer.Result train(UnigramTrainer trainer, PhaseBars bars) {
    try {
      return trainer.train(
          (phase, share) -> bars.at(phase.toString().toLowerCase(Locale.ROOT), share));
    } catch (InvalidInputException e) {
      throw new InvalidInputException("--vocab-size: " + e.getMessage());
    }
  }

  private void report(UnigramTrainer.Result result, double seconds) {
    Report report =
        new Report(
            output.toString(),
            result.model().pieces().size(),
            result.words(),
            result.distinctWords(),
            result.characters(),
            result.coverage(),
            result.seeds(),
            result.rounds(),
            (double) result.pieces() / result.words(),
            result.logLikelihood(),
            result.logLikelihood() / result.pieces(),
            seconds);
    Stdout out = new Stdout();
    if (format.json()) {
      out.json(report);
      return;
    }
    new Table()
        .row("pieces", "" + report.vocabSize)
        .row("words", report.words + ", " + report.distinctWords + " of them distinct")
        .row(
            "characters",
            String.format(
                Locale.ROOT,
                "%d, %.4f %% of the text",
                report.characters,
                100 * report.characterCoverage))
        .row("seed pieces", report.seedPieces + ", pruned in " + report.rounds + " rounds")
        .row("pieces a word", Table.number(report.piecesPerWord))
        .row("log likelihood a piece", Table.number(report.logLikelihoodPerPiece))
        .row("seconds", String.format(Locale.ROOT, "%.1f", report.seconds))
        .row("written to", report.output)
        .write(out);
  }
}

package io.github.albert4j.training.instances;

import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.checkpoint.AtomicFile;
import io.github.albert4j.config.JsonFile;
import io.github.albert4j.evaluation.data.TextFiles;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Writes what {@link TextInstances} makes in its first epochs as shards, and a report of it.
 *
 * <pre>{@code
 * PretrainingData data = new PretrainingData(
 *     TextFiles.of(List.of(folder)), tokenizer, CorpusOptions.DEFAULT, InstanceOptions.of(512), 10, 1);
 * InstanceReport report = data.write(output, PretrainingData.Progress.NONE);
 * }</pre>
 *
 * @since 0.1.0
 */
public final class PretrainingData {
  private static final String CORPUS = ".corpus";
  private static final String REPORT = "report.json";

  private final TextFiles files;
  private final AlbertTokenizer tokenizer;
  private final CorpusOptions corpusOptions;
  private final InstanceOptions options;
  private final int dupeFactor;
  private final long seed;

  /** Is told how far the work is; from one thread. */
  public interface Progress {
    /** Tells nobody. */
    Progress NONE =
        new Progress() {
          @Override
          public void tokenized(long bytes) {}

          @Override
          public void written(long instances, long all) {}
        };

    /** So many bytes of the files were read. */
    void tokenized(long bytes);

    /** So many instances of all were written. */
    void written(long instances, long all);
  }

  /**
   * @param dupeFactor how many times all of the text is cut and masked, each time otherwise
   */
  public PretrainingData(
      TextFiles files,
      AlbertTokenizer tokenizer,
      CorpusOptions corpusOptions,
      InstanceOptions options,
      int dupeFactor,
      long seed) {
    this.files = files;
    this.tokenizer = tokenizer;
    this.corpusOptions = corpusOptions;
    this.options = options;
    this.dupeFactor = dupeFactor;
    this.seed = seed;
  }

  /**
   * Writes the shards.
   *
   * @param output a new folder, an empty one, or one that an interrupted run left
   * @throws InvalidInputException where the folder holds anything else
   */
  public InstanceReport write(Path output, Progress progress) {
    prepare(output);
    boolean whole = false;
    try {
      InstanceReport report = writeShards(output, progress);
      AtomicFile.write(output.resolve(REPORT), JsonFile.write(report.json()));
      whole = true;
      return report;
    } finally {
      delete(output.resolve(CORPUS));
      if (!whole) {
        delete(output); // on a full disk there is then room again
      }
    }
  }

  private InstanceReport writeShards(Path output, Progress progress) {
    long start = System.nanoTime();
    try (TokenizedCorpus corpus = corpus(output.resolve(CORPUS), progress)) {
      long tokenized = System.nanoTime();
      ShardWriter writer = new ShardWriter(corpus, options, corpusOptions.threads(), output);
      Tally tally = writer.write(dupeFactor, seed, progress);
      return InstanceReport.of(
          corpus.summary(),
          dupeFactor,
          tally,
          writer.lost(),
          (tokenized - start) / 1e9,
          (System.nanoTime() - tokenized) / 1e9);
    }
  }

  /**
   * Hands out the first instances in the order of the shards, and writes nothing that stays.
   *
   * @param count how many; fewer where there are no more
   */
  public void preview(int count, Progress progress, Consumer<Instance> out) {
    Path folder = temporary();
    Thread interrupted = new Thread(() -> delete(folder));
    Runtime.getRuntime().addShutdownHook(interrupted);
    try (TokenizedCorpus corpus = corpus(folder, progress);
        TextInstances source = new TextInstances(corpus, options)) {
      int left = count;
      for (int pass = 0; pass < dupeFactor && left > 0; pass++) {
        try (InstanceSource.Epoch epoch = source.epoch(seed, pass)) {
          for (long i = 0; i < epoch.size() && left > 0; i++, left--) {
            out.accept(epoch.get(i));
          }
        }
      }
    } finally {
      delete(folder);
      Runtime.getRuntime().removeShutdownHook(interrupted);
    }
  }

  private TokenizedCorpus corpus(Path folder, Progress progress) {
    return TokenizedCorpus.prepare(files, tokenizer, corpusOptions, folder, progress::tokenized);
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("albert4j-corpus-");
    } catch (IOException e) {
      throw new AlbertException("a temporary folder cannot be made: " + e.getMessage(), e);
    }
  }

  private static void prepare(Path output) {
    try {
      if (Files.exists(output) && !Files.isDirectory(output)) {
        throw new InvalidInputException("--output: " + output + " is a file, expected a folder");
      }
      Files.createDirectories(output);
      try (Stream<Path> there = Files.list(output)) {
        List<Path> all = there.sorted().toList();
        for (Path file : all) {
          if (!isLeftover(file)) {
            throw new InvalidInputException(
                "--output: "
                    + output
                    + " holds "
                    + file.getFileName()
                    + "; name a new folder, or empty this one");
          }
        }
        for (Path file : all) {
          if (!file.endsWith(CORPUS)) {
            Files.delete(file);
          }
        }
      }
    } catch (IOException e) {
      throw ColumnWriter.unwritable(output, e);
    }
  }

  /** What a run that did not come to its report leaves behind. */
  private static boolean isLeftover(Path file) {
    String name = file.getFileName().toString();
    boolean ended = Files.exists(file.resolveSibling(REPORT));
    boolean ours = name.equals(CORPUS) || name.startsWith("." + ShardInstances.PREFIX);
    return !ended && (ours || ShardInstances.isShard(file));
  }

  private static void delete(Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      // What is left takes some room; the next run, or the system, clears it.
    }
  }
}

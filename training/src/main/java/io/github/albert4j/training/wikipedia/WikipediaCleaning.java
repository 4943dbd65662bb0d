package io.github.albert4j.training.wikipedia;

import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Dumps of Wikipedia to text for pretraining: {@code FOLDER/wikipedia-00000.txt.gz} and so on, a
 * paragraph a line, an empty line between articles.
 *
 * <pre>{@code
 * CleaningReport report =
 *     WikipediaCleaning.of(List.of(Path.of("enwiki-latest-pages-articles-multistream.xml.bz2")))
 *         .run(Path.of("text"));
 * }</pre>
 *
 * <p>The caller's thread unpacks and parses, the others clean and pack; a few batches of articles
 * are in memory at a time. What is written does not depend on the number of threads. Immutable;
 * each run stands for itself.
 *
 * @since 0.1.0
 */
public final class WikipediaCleaning {
  /** Characters of wikitext that a worker takes at once. */
  private static final int BATCH_CHARACTERS = 1 << 20;

  private static final int DEFAULT_WORDS = 3;

  private final List<Path> dumps;
  private final int threads;
  private final int minWords;

  private WikipediaCleaning(List<Path> dumps, int threads, int minWords) {
    this.dumps = List.copyOf(dumps);
    this.threads = threads;
    this.minWords = minWords;
  }

  /** Cleans dumps with a thread for each processor, keeping paragraphs of three words or more. */
  public static WikipediaCleaning of(List<Path> dumps) {
    return new WikipediaCleaning(dumps, Runtime.getRuntime().availableProcessors(), DEFAULT_WORDS);
  }

  /** The same on so many threads. */
  public WikipediaCleaning withThreads(int threads) {
    return new WikipediaCleaning(dumps, threads, minWords);
  }

  /** The same, leaving out paragraphs of fewer words. */
  public WikipediaCleaning withMinWords(int minWords) {
    return new WikipediaCleaning(dumps, threads, minWords);
  }

  /** Bytes of all dumps on the disk. */
  public long size() {
    long size = 0;
    for (Path dump : dumps) {
      if (!Files.isRegularFile(dump)) {
        throw new InvalidInputException(
            dump
                + (Files.exists(dump)
                    ? ": expected a file, found a folder"
                    : ": there is no such file"));
      }
      size += dump.toFile().length();
    }
    return size;
  }

  /** Cleans into a folder. */
  public CleaningReport run(Path folder) {
    return run(folder, bytes -> {});
  }

  /**
   * Cleans into a folder. Where a dump turns out to be damaged, what stood before is written.
   *
   * @param folder a new or an empty one
   * @param progress told how many bytes were read from the dumps so far
   * @throws InvalidInputException where a dump is missing or no MediaWiki export, or the folder has
   *     files
   * @throws AlbertException where a dump is damaged, or the folder cannot be written to
   */
  public CleaningReport run(Path folder, LongConsumer progress) {
    size(); // all must be there before hours are spent on the first
    ExecutorService workers = threads > 1 ? workers(threads - 1) : null;
    try (TextShards shards = new TextShards(folder, TextShards.SHARD_BYTES)) {
      return new Run(shards, workers, progress).run();
    } finally {
      if (workers != null) {
        workers.shutdownNow();
      }
    }
  }

  private static ExecutorService workers(int count) {
    AtomicInteger number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        count,
        task -> {
          Thread thread = new Thread(task, "albert4j-wikipedia-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  /** One run's batches and counts. */
  private final class Run {
    private final TextShards shards;
    private final @Nullable ExecutorService workers;
    private final LongConsumer progress;
    private final AtomicLong dumpBytes = new AtomicLong();
    private final long start = System.nanoTime();

    /** Being cleaned, in the order of the dump. */
    private final Deque<CompletableFuture<CleanBatch>> pending = new ArrayDeque<>();

    private List<String> batch = new ArrayList<>();
    private int batchCharacters;

    private final long[] pages = new long[Page.Kind.values().length];
    private long articles;
    private long empty;
    private long paragraphs;
    private long words;
    private long xmlBytes;
    private long textBytes;

    Run(TextShards shards, @Nullable ExecutorService workers, LongConsumer progress) {
      this.shards = shards;
      this.workers = workers;
      this.progress = progress;
    }

    CleaningReport run() {
      for (Path file : dumps) {
        try (WikipediaDump dump = WikipediaDump.open(file, dumpBytes::addAndGet)) {
          read(dump);
        }
      }
      shards.commit();
      return new CleaningReport(
          articles,
          empty,
          count(Page.Kind.REDIRECT),
          count(Page.Kind.OTHER_NAMESPACE),
          count(Page.Kind.OTHER_MODEL) + count(Page.Kind.TOO_LONG),
          paragraphs,
          words,
          dumpBytes.get(),
          xmlBytes,
          textBytes,
          shards.shards(),
          (System.nanoTime() - start) / 1e9);
    }

    private long count(Page.Kind kind) {
      return pages[kind.ordinal()];
    }

    private void read(WikipediaDump dump) {
      AlbertException fault = null;
      try {
        for (Page page = dump.next(); page != null; page = dump.next()) {
          pages[page.kind().ordinal()]++;
          if (page.kind() == Page.Kind.ARTICLE) {
            add(page.text(), dump.namespaces());
          }
        }
      } catch (AlbertException e) {
        fault = e;
      }
      submit(dump.namespaces());
      while (!pending.isEmpty()) {
        write();
      }
      xmlBytes += dump.unpacked();
      if (fault != null) {
        shards.commit();
        throw fault;
      }
    }

    private void add(String wikitext, Namespaces namespaces) {
      batch.add(wikitext);
      batchCharacters += wikitext.length();
      if (batchCharacters >= BATCH_CHARACTERS) {
        submit(namespaces);
      }
    }

    private void submit(Namespaces namespaces) {
      if (batch.isEmpty()) {
        return;
      }
      while (pending.size() >= 2 * threads || !pending.isEmpty() && pending.peek().isDone()) {
        write();
      }
      List<String> texts = batch;
      batch = new ArrayList<>();
      batchCharacters = 0;
      WikitextCleaner cleaner = new WikitextCleaner(namespaces, minWords);
      pending.add(
          workers == null
              ? CompletableFuture.completedFuture(CleanBatch.of(texts, cleaner))
              : CompletableFuture.supplyAsync(() -> CleanBatch.of(texts, cleaner), workers));
    }

    private void write() {
      try {
        CleanBatch clean = pending.remove().join();
        if (clean.articles() > 0) {
          shards.add(clean.member(), clean.bytes());
        }
        articles += clean.articles();
        empty += clean.empty();
        paragraphs += clean.paragraphs();
        words += clean.words();
        textBytes += clean.bytes();
        progress.accept(dumpBytes.get());
      } catch (CompletionException e) {
        throw e.getCause() instanceof RuntimeException own ? own : e;
      }
    }
  }
}

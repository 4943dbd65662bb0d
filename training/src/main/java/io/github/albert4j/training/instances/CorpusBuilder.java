package io.github.albert4j.training.instances;

import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.evaluation.data.SentenceSplitter;
import io.github.albert4j.evaluation.data.TextFiles;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import io.github.albert4j.training.instances.CorpusOptions.Segments;
import io.github.albert4j.training.instances.TokenizedCorpus.Summary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Tokenises files into a {@link TokenizedCorpus}: one thread reads lines in batches and writes
 * their pieces in the same order, others split and tokenise. A few batches are in memory at a time,
 * whatever the size of the text. Used once.
 */
final class CorpusBuilder {
  private static final String FORMAT = "1"; // a change of what is written makes old folders stale
  private static final int BATCH = 1 << 18; // characters

  private final AlbertTokenizer tokenizer;
  private final CorpusOptions options;
  private final ColumnWriter pieces;
  private final ColumnWriter segments;
  private final ColumnWriter documents;
  private boolean inDocument;
  private long unknown;
  private long characters;

  CorpusBuilder(AlbertTokenizer tokenizer, CorpusOptions options, Path folder) {
    this.tokenizer = tokenizer;
    this.options = options;
    pieces =
        new ColumnWriter(folder.resolve(TokenizedCorpus.PIECES), TokenizedCorpus.width(tokenizer));
    segments = new ColumnWriter(folder.resolve(TokenizedCorpus.SEGMENTS), Long.BYTES);
    documents = new ColumnWriter(folder.resolve(TokenizedCorpus.DOCUMENTS), Long.BYTES);
  }

  /** Lines of one kind of file; an empty one ends a document. */
  private record Batch(List<String> lines, boolean ordered) {}

  /** The segments of a batch, one after another; an empty one ends a document. */
  private record Tokenized(List<int[]> segments, boolean ordered, long characters) {}

  Summary build(TextFiles files, String madeFrom, LongConsumer progress) {
    ExecutorService workers = Workers.start(options.threads(), "albert4j-tokenize");
    try (pieces;
        segments;
        documents;
        TextFiles.Lines lines = files.open()) {
      ArrayDeque<Future<Tokenized>> running = new ArrayDeque<>();
      BatchReader reader = new BatchReader(lines);
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        Batch next = batch;
        running.add(workers.submit(() -> tokenize(next)));
        if (running.size() > 2 * options.threads()) {
          write(running.remove());
        }
        progress.accept(lines.bytesRead());
      }
      while (!running.isEmpty()) {
        write(running.remove());
      }
      if (pieces.size() == 0) {
        throw new InvalidInputException("--data: there is no text in " + files.files());
      }
      segments.add(pieces.size());
      documents.add(segments.size() - 1);
      String checksum =
          checksum(pieces.finishForGood(), segments.finishForGood(), documents.finishForGood());
      return new Summary(
          madeFrom,
          checksum,
          documents.size() - 1,
          segments.size() - 1,
          pieces.size(),
          unknown,
          characters);
    } finally {
      workers.shutdownNow();
    }
  }

  /** Gathers lines of one kind up to a batch. */
  private final class BatchReader {
    private final TextFiles.Lines lines;
    private final Predicate<Path> ordered = options.ordered();
    private @Nullable String ahead;
    private boolean ended;

    BatchReader(TextFiles.Lines lines) {
      this.lines = lines;
    }

    /** The next lines, or null where there are no more. */
    @Nullable Batch next() {
      List<String> batch = new ArrayList<>();
      Path file = null;
      int size = 0;
      while (size < BATCH) {
        String line = ahead == null ? lines.next() : ahead;
        ahead = null;
        if (line == null) {
          ended = true;
          break;
        }
        if (file == null) {
          file = lines.file();
        } else if (!file.equals(lines.file())) {
          ahead = line;
          break;
        }
        batch.add(line);
        size += line.length() + 1;
      }
      return ended && batch.isEmpty() ? null : new Batch(batch, file == null || ordered.test(file));
    }
  }

  private Tokenized tokenize(Batch batch) {
    SentenceSplitter splitter = new SentenceSplitter();
    List<int[]> out = new ArrayList<>();
    long size = 0;
    for (String line : batch.lines) {
      size += line.length();
      if (line.isBlank()) {
        out.add(new int[0]);
      } else if (options.segments() == Segments.LINE) {
        add(line, out);
      } else {
        splitter.split(line).forEach(sentence -> add(sentence, out));
      }
    }
    return new Tokenized(out, batch.ordered, size);
  }

  private void add(String segment, List<int[]> out) {
    int[] ids = tokenizer.ids(segment);
    if (ids.length > 0) {
      out.add(ids);
    }
  }

  private void write(Future<Tokenized> future) {
    Tokenized batch = Workers.join(future);
    for (int[] segment : batch.segments) {
      if (segment.length == 0) {
        inDocument = false;
        continue;
      }
      if (!inDocument) {
        documents.add(segments.size() | (batch.ordered ? 0 : TokenizedCorpus.UNORDERED));
        inDocument = true;
      }
      segments.add(pieces.size());
      for (int id : segment) {
        pieces.add(id);
        unknown += id == tokenizer.unkId() ? 1 : 0;
      }
    }
    characters += batch.characters;
  }

  /** What a corpus depends on, as far as it can be told without reading the text. */
  static String digest(TextFiles files, AlbertTokenizer tokenizer, CorpusOptions options) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(tokenizer.model().toByteArray());
      StringBuilder rest = new StringBuilder(FORMAT);
      rest.append(' ').append(options.segments()).append(' ').append(options.noSentenceOrder());
      for (Path file : files.files()) {
        rest.append('\n').append(file.toAbsolutePath().normalize());
        rest.append(' ').append(Files.size(file));
        rest.append(' ').append(Files.getLastModifiedTime(file).toMillis());
      }
      sha256.update(rest.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    } catch (IOException e) {
      throw new AlbertException("the text cannot be read: " + e.getMessage(), e);
    }
  }

  static String checksum(Path folder) throws IOException {
    return checksum(
        fileChecksum(folder.resolve(TokenizedCorpus.PIECES)),
        fileChecksum(folder.resolve(TokenizedCorpus.SEGMENTS)),
        fileChecksum(folder.resolve(TokenizedCorpus.DOCUMENTS)));
  }

  private static String checksum(long pieces, long segments, long documents) {
    return String.format("%08x%08x%08x", pieces, segments, documents);
  }

  private static long fileChecksum(Path file) throws IOException {
    CRC32C checksum = new CRC32C();
    byte[] bytes = new byte[1 << 18];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
        checksum.update(bytes, 0, n);
      }
    }
    return checksum.getValue();
  }
}

package io.github.albert4j.training.instances;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.AlbertException;
import io.github.albert4j.checkpoint.AtomicFile;
import io.github.albert4j.config.JsonFile;
import io.github.albert4j.evaluation.data.TextFiles;
import io.github.albert4j.tokenizer.AlbertTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A corpus cut into documents, segments and pieces once, and kept in a folder: what pairs are cut
 * from in every epoch. Nothing of it depends on the length of instances.
 *
 * <p>The folder holds {@code pieces.bin} (all ids end to end), {@code segments.bin} (where each
 * segment begins in it), {@code documents.bin} (the first segment of each document), and {@code
 * corpus.json}, which is written last, so that a folder without it counts as empty. Thread-safe.
 *
 * @since 0.1.0
 */
public final class TokenizedCorpus implements AutoCloseable {
  static final String PIECES = "pieces.bin";
  static final String SEGMENTS = "segments.bin";
  static final String DOCUMENTS = "documents.bin";
  private static final String SUMMARY = "corpus.json";
  private static final int MAX_SUMMARY = 1 << 16;

  /** In a document's entry: its neighbouring segments are unrelated. */
  static final long UNORDERED = 1L << 63;

  private final AlbertTokenizer tokenizer;
  private final Buffer buffer;
  private final Path folder;
  private final Summary summary;
  private final Column pieces;
  private final Column segments;
  private final Column documents;

  /**
   * What a corpus holds.
   *
   * @param madeFrom a digest of the names, sizes and times of the files, the vocabulary and the
   *     options
   * @param checksum of all ids and borders
   * @param documents how many
   * @param segments how many
   * @param pieces how many
   * @param unknown pieces that are {@code <unk>}
   * @param characters of the text, in UTF-16 units
   */
  public record Summary(
      String madeFrom,
      String checksum,
      long documents,
      long segments,
      long pieces,
      long unknown,
      long characters) {

    private ObjectNode json() {
      return JsonNodeFactory.instance
          .objectNode()
          .put("made_from", madeFrom)
          .put("checksum", checksum)
          .put("documents", documents)
          .put("segments", segments)
          .put("pieces", pieces)
          .put("unknown", unknown)
          .put("characters", characters);
    }

    private static Summary of(JsonNode json) {
      return new Summary(
          json.path("made_from").asText(),
          json.path("checksum").asText(),
          json.path("documents").asLong(),
          json.path("segments").asLong(),
          json.path("pieces").asLong(),
          json.path("unknown").asLong(),
          json.path("characters").asLong());
    }
  }

  private TokenizedCorpus(
      Path folder, Summary summary, AlbertTokenizer tokenizer, long bufferBytes) {
    this.folder = folder;
    this.tokenizer = tokenizer;
    this.summary = summary;
    this.buffer = new Buffer(bufferBytes);
    // In the order of how often one number of each is read alone.
    documents = Column.open(folder.resolve(DOCUMENTS), Long.BYTES, buffer);
    segments = Column.open(folder.resolve(SEGMENTS), Long.BYTES, buffer);
    pieces = Column.open(folder.resolve(PIECES), width(tokenizer), buffer);
  }

  static int width(AlbertTokenizer tokenizer) {
    return tokenizer.vocabularySize() <= 1 << 16 ? Short.BYTES : Integer.BYTES;
  }

  /**
   * The corpus of the files: the one in the folder where that was made from the same files with the
   * same vocabulary and options, else made anew.
   *
   * @param folder where it is kept; made where it is missing
   * @param progress told now and then how many bytes of the files were read
   * @throws io.github.albert4j.InvalidInputException where a file is no UTF-8, or there is no text
   */
  public static TokenizedCorpus prepare(
      TextFiles files,
      AlbertTokenizer tokenizer,
      CorpusOptions options,
      Path folder,
      LongConsumer progress) {
    String madeFrom = CorpusBuilder.digest(files, tokenizer, options);
    Summary summary = read(folder, madeFrom, tokenizer);
    if (summary == null) {
      try {
        Files.createDirectories(folder);
        Files.deleteIfExists(folder.resolve(SUMMARY));
      } catch (IOException e) {
        throw ColumnWriter.unwritable(folder, e);
      }
      summary = new CorpusBuilder(tokenizer, options, folder).build(files, madeFrom, progress);
      AtomicFile.write(folder.resolve(SUMMARY), JsonFile.write(summary.json()));
    }
    return new TokenizedCorpus(folder, summary, tokenizer, options.bufferBytes());
  }

  /** The summary of a folder that is whole and made from the same, or null. */
  private static @Nullable Summary read(Path folder, String madeFrom, AlbertTokenizer tokenizer) {
    Path file = folder.resolve(SUMMARY);
    if (!Files.isRegularFile(file)) {
      return null;
    }
    try {
      Summary summary = Summary.of(JsonFile.readObject(file, MAX_SUMMARY));
      boolean whole =
          summary.madeFrom().equals(madeFrom)
              && Files.size(folder.resolve(PIECES)) == summary.pieces() * width(tokenizer)
              && Files.size(folder.resolve(SEGMENTS)) == (summary.segments() + 1) * Long.BYTES
              && Files.size(folder.resolve(DOCUMENTS)) == (summary.documents() + 1) * Long.BYTES
              && summary.checksum().equals(CorpusBuilder.checksum(folder));
      return whole ? summary : null;
    } catch (IOException | AlbertException e) {
      return null; // damaged: it is made anew
    }
  }

  /** What it holds. */
  public Summary summary() {
    return summary;
  }

  AlbertTokenizer tokenizer() {
    return tokenizer;
  }

  Buffer buffer() {
    return buffer;
  }

  Path folder() {
    return folder;
  }

  long documents() {
    return documents.size() - 1;
  }

  /** The first segment of a document; of the one behind the last, how many segments there are. */
  long firstSegment(long document) {
    return documents.get(document) & ~UNORDERED;
  }

  /** Whether a document's segments follow on each other. */
  boolean ordered(long document) {
    return documents.get(document) >= 0;
  }

  /** Where a segment begins, in pieces; of the one behind the last, how many pieces there are. */
  long segmentStart(long segment) {
    return segments.get(segment);
  }

  /**
   * Reads ids of the text, end to end.
   *
   * @param first the number of the first, below {@code summary().pieces()}
   */
  public void read(long first, int[] out, int length) {
    pieces.get(first, out, length);
  }

  SegmentReader segmentReader() {
    return new SegmentReader(segments);
  }

  @Override
  public void close() {
    pieces.close();
    segments.close();
    documents.close();
  }
}

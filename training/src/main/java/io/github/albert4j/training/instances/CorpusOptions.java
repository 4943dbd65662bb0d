package io.github.albert4j.training.instances;

import java.util.List;

/**
 * How text becomes documents of segments.
 *
 * @param segments what a segment is
 * @param noSentenceOrder patterns (as {@code *} and {@code ?} of a shell) of the names of files
 *     whose neighbouring lines are unrelated: their instances carry no label of sentence order
 * @param threads how many tokenise
 * @param bufferBytes at most so many bytes of the corpus are held in memory, the rest is read from
 *     the disk when it is needed
 * @since 0.1.0
 */
public record CorpusOptions(
    Segments segments, List<String> noSentenceOrder, int threads, long bufferBytes) {
  /** What the parts of a document are between which a pair is cut. */
  public enum Segments {
    /** Sentences, found within lines. */
    SENTENCE,
    /** Lines as they are. */
    LINE
  }

  /** Sentences, in all files related; a thread for each processor, 256 MiB. */
  public static final CorpusOptions DEFAULT =
      new CorpusOptions(
          Segments.SENTENCE, List.of(), Runtime.getRuntime().availableProcessors(), 256L << 20);

  /** Copies the list. */
  public CorpusOptions {
    noSentenceOrder = List.copyOf(noSentenceOrder);
  }
}

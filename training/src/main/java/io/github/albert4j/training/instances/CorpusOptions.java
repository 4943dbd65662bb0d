package io.github.albert4j.training.instances;

import io.github.albert4j.InvalidInputException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;

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

  /**
   * @throws InvalidInputException where a pattern is none
   */
  public CorpusOptions {
    noSentenceOrder = List.copyOf(noSentenceOrder);
    noSentenceOrder.forEach(CorpusOptions::matcher);
  }

  private static PathMatcher matcher(String pattern) {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    } catch (PatternSyntaxException e) {
      throw new InvalidInputException(
          "--no-sentence-order: expected a pattern as tatoeba-*, found "
              + pattern
              + ": "
              + e.getDescription());
    }
  }

  /** Tells files whose neighbouring lines follow on each other. */
  Predicate<Path> ordered() {
    List<PathMatcher> patterns = noSentenceOrder.stream().map(CorpusOptions::matcher).toList();
    return file ->
        patterns.stream().noneMatch(p -> p.matches(file) || p.matches(file.getFileName()));
  }
}

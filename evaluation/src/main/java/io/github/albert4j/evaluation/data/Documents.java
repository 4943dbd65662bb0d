package io.github.albert4j.evaluation.data;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Texts as documents: a paragraph a line, an empty line between documents. A document is in memory
 * at a time. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class Documents implements AutoCloseable {
  private final TextFiles.Lines lines;

  public Documents(TextFiles files) {
    this.lines = files.open();
  }

  /** The paragraphs of the next document, at least one; null after the last. */
  public @Nullable List<String> next() {
    List<String> paragraphs = new ArrayList<>();
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (!line.isBlank()) {
        paragraphs.add(line);
      } else if (!paragraphs.isEmpty()) {
        return paragraphs;
      }
    }
    return paragraphs.isEmpty() ? null : paragraphs;
  }

  /** Bytes read from the disk so far. */
  public long bytesRead() {
    return lines.bytesRead();
  }

  @Override
  public void close() {
    lines.close();
  }
}

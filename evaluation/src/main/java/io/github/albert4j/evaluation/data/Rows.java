package io.github.albert4j.evaluation.data;

import org.jspecify.annotations.Nullable;

/** What a reader of one form gives: rows of a file, or of several. */
interface Rows<R> extends AutoCloseable {
  /** The next row, or null after the last. */
  @Nullable R next();

  /** File and line of the row that was read last, for messages. */
  String where();

  /** What a message about a missing answer adds: the columns that are there. */
  default String columns() {
    return "";
  }

  /** Rows left out so far. */
  default long skipped() {
    return 0;
  }

  @Override
  void close();
}

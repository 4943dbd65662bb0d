package io.github.albert4j.evaluation.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.albert4j.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The examples of files, one file after another. */
final class ParsedRows<E> implements Rows<E> {
  /** Makes examples of a row. */
  interface Parser<E> {
    /**
     * The examples of a row: a paragraph has many.
     *
     * @param number of the examples so far, to name those that have no name
     * @throws InvalidInputException saying what is wrong, but not where
     */
    List<E> parse(JsonNode row, int number);

    /** Whether the row is to be left out and counted. */
    default boolean leavesOut(JsonNode row) {
      return false;
    }
  }

  private final Iterator<Path> files;
  private final Function<Path, Rows<JsonNode>> opener;
  private final Parser<E> parser;
  private final Deque<E> waiting = new ArrayDeque<>();
  private @Nullable Rows<JsonNode> rows;
  private String where = "";
  private @Nullable JsonNode last;
  private int number;
  private long skipped;

  ParsedRows(List<Path> files, Function<Path, Rows<JsonNode>> opener, Parser<E> parser) {
    this.files = files.iterator();
    this.opener = opener;
    this.parser = parser;
  }

  @Override
  public @Nullable E next() {
    while (waiting.isEmpty()) {
      if (rows == null) {
        if (!files.hasNext()) {
          return null;
        }
        Path file = files.next();
        where = file.toString();
        rows = opener.apply(file);
      }
      JsonNode row = rows.next();
      if (row == null) {
        close();
      } else {
        where = rows.where();
        read(row);
      }
    }
    return waiting.remove();
  }

  private void read(JsonNode row) {
    last = row;
    if (parser.leavesOut(row)) {
      skipped++;
      return;
    }
    try {
      waiting.addAll(parser.parse(row, number));
    } catch (InvalidInputException e) {
      throw new InvalidInputException(where + ": " + e.getMessage());
    }
    number += waiting.size();
  }

  @Override
  public String where() {
    return where;
  }

  @Override
  public String columns() {
    return last == null ? "" : " (its columns: " + Fields.names(last) + ")";
  }

  @Override
  public long skipped() {
    return skipped;
  }

  @Override
  public void close() {
    if (rows != null) {
      rows.close();
      rows = null;
    }
  }
}

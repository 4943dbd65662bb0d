package io.github.albert4j.evaluation.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table as objects of text, named by its first line or by a layout. A row may lack
 * its last cells, but has none beyond the columns.
 */
final class TableRows implements Rows<JsonNode> {
  private final Rows<List<String>> cells;
  private final Layouts layouts;
  private @Nullable List<String> columns;

  private TableRows(Rows<List<String>> cells, Layouts layouts) {
    this.cells = cells;
    this.layouts = layouts;
  }

  /** A line is a row, a tab ends a cell, a quotation mark is text. */
  static TableRows tabs(Path file, InputStream in, Layouts layouts) {
    return new TableRows(
        new LineCells(Lines.notBlank(file, in), line -> Arrays.asList(line.split("\t", -1))),
        layouts);
  }

  /** A line is a label, a space and a sentence. */
  static TableRows labelFirst(Path file, InputStream in, Layouts layouts) {
    return new TableRows(
        new LineCells(
            Lines.notBlank(file, in),
            line -> {
              String[] parts = line.split(" ", 2);
              return List.of(parts.length > 1 ? parts[1] : "", parts[0]);
            }),
        layouts);
  }

  /** Comma-separated values after RFC 4180: cells in quotes may hold commas and line ends. */
  static TableRows commas(Path file, Reader text, Layouts layouts) {
    return new TableRows(new CommaCells(file, text), layouts);
  }

  @Override
  public @Nullable JsonNode next() {
    List<String> row = cells.next();
    if (columns == null && row != null) {
      columns = layouts.columns(row);
      if (columns == null) {
        columns = row.stream().map(String::strip).toList();
        row = cells.next();
      }
    }
    return row == null ? null : object(row);
  }

  private JsonNode object(List<String> row) {
    if (row.size() > columns.size()) {
      throw new InvalidInputException(
          where() + ": expected " + columns.size() + " columns, found " + row.size());
    }
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < row.size(); i++) {
      object.put(columns.get(i), row.get(i));
    }
    return object;
  }

  @Override
  public String where() {
    return cells.where();
  }

  @Override
  public void close() {
    cells.close();
  }

  private record LineCells(Lines lines, Function<String, List<String>> cells)
      implements Rows<List<String>> {
    @Override
    public @Nullable List<String> next() {
      String line = lines.next();
      return line == null ? null : cells.apply(line);
    }

    @Override
    public String where() {
      return lines.where();
    }

    @Override
    public void close() {
      lines.close();
    }
  }

  private static final class CommaCells implements Rows<List<String>> {
    private final Path file;
    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private long line;

    CommaCells(Path file, Reader text) {
      this.file = file;
      try {
        CSVFormat format = CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();
        this.parser = CSVParser.builder().setReader(text).setFormat(format).get();
      } catch (IOException e) {
        throw new AlbertException(file + ": cannot be read: " + e.getMessage(), e);
      }
      this.records = parser.iterator();
    }

    @Override
    public @Nullable List<String> next() {
      line = parser.getCurrentLineNumber() + 1;
      try {
        return records.hasNext() ? records.next().toList() : null;
      } catch (UncheckedIOException e) {
        if (e.getCause() instanceof CSVException bad) {
          throw new InvalidInputException(
              where() + ": no comma-separated values: " + bad.getMessage());
        }
        throw new AlbertException(file + ": cannot be read: " + e.getCause().getMessage(), e);
      }
    }

    @Override
    public String where() {
      return file + ", line " + line;
    }

    @Override
    public void close() {
      try {
        parser.close();
      } catch (IOException e) {
        // It was only read.
      }
    }
  }
}

package io.github.albert4j.evaluation.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.albert4j.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Small files read whole, a record a row; a message on a row gets file and line in front. */
final class Records {
  private Records() {}

  /** The rows of a table whose first line names its columns. */
  static <T> List<T> tables(Path file, Function<JsonNode, T> parser) {
    return all(DataFile.open(file).rows(Task.Kind.CLASSES, Layouts.NONE), parser);
  }

  /** The objects of a JSON file in any of the forms of {@link JsonRows}. */
  static <T> List<T> json(Path file, Function<JsonNode, T> parser) {
    return all(DataFile.open(file).json(), parser);
  }

  /** The lines, but for those that are blank. */
  static <T> List<T> lines(Path file, Function<String, T> parser) {
    return all(Lines.notBlank(file, DataFile.open(file).in()), parser);
  }

  /** All of a reader that is at its beginning. */
  static <R, T> List<T> all(Rows<R> rows, Function<R, T> parser) {
    try (rows) {
      return all(rows, rows.next(), parser);
    }
  }

  /** A row that was read, and all that follow. */
  static <R, T> List<T> all(Rows<R> rows, @Nullable R first, Function<R, T> parser) {
    List<T> all = new ArrayList<>();
    for (R row = first; row != null; row = rows.next()) {
      all.add(parse(rows, row, parser));
    }
    return all;
  }

  private static <R, T> T parse(Rows<R> rows, R row, Function<R, T> parser) {
    try {
      return parser.apply(row);
    } catch (InvalidInputException e) {
      throw new InvalidInputException(rows.where() + ": " + e.getMessage());
    }
  }
}

package io.github.albert4j.evaluation.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.InvalidInputException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The sentences of a CoNLL file as {@code {"tokens": […], "tags": […]}}: a word a line, the word in
 * the first column and its tag in the last, columns separated by tabs or spaces, a blank line
 * between sentences. Lines of {@code -DOCSTART-} are left out. Files with one column have no tags.
 */
final class ConllRows implements Rows<JsonNode> {
  private static final String DOCUMENT = "-DOCSTART-";

  private final Lines lines;
  private int columns;

  ConllRows(Path file, InputStream in) {
    this.lines = Lines.all(file, in);
  }

  @Override
  public @Nullable JsonNode next() {
    ArrayNode words = JsonNodeFactory.instance.arrayNode();
    ArrayNode tags = JsonNodeFactory.instance.arrayNode();
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (!line.isBlank() && !line.startsWith(DOCUMENT)) {
        add(line, words, tags);
      } else if (!words.isEmpty()) {
        break;
      }
    }
    if (words.isEmpty()) {
      return null;
    }
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.set("tokens", words);
    if (columns > 1) {
      row.set("tags", tags);
    }
    return row;
  }

  private void add(String line, ArrayNode words, ArrayNode tags) {
    String[] cells = line.indexOf('\t') >= 0 ? line.split("\t+") : line.strip().split(" +");
    columns = columns == 0 ? cells.length : columns;
    if (cells.length != columns || cells[0].isEmpty()) {
      throw new InvalidInputException(
          lines.where()
              + ": expected a word and its tag, "
              + columns
              + " columns, found "
              + cells.length);
    }
    words.add(cells[0]);
    tags.add(cells[columns - 1].strip());
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

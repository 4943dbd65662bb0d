package io.github.albert4j.evaluation.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.albert4j.AlbertException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A file of examples that was opened, and a look at its beginning: what tells its form. Reads the
 * file once, so that a pipe will do.
 *
 * @param in from the first byte on, unpacked
 * @param firstLine or as much of it as is needed to tell the form
 */
record DataFile(Path path, InputStream in, String firstLine) {
  private static final int HEAD = 1 << 15;

  /** An object or a list of objects; a word of a sentence may well be a bracket. */
  private static final Pattern JSON =
      Pattern.compile("\\s*(\\{\\s*(\"|}|$)|\\[\\s*(\\{|]|$)).*", Pattern.DOTALL);

  static DataFile open(Path path) {
    try {
      InputStream in = new BufferedInputStream(Unpacked.of(Files.newInputStream(path)), HEAD);
      in.mark(HEAD);
      String head = new String(in.readNBytes(HEAD - 1), StandardCharsets.UTF_8);
      in.reset();
      return new DataFile(path, in, firstLine(head));
    } catch (IOException e) {
      throw new AlbertException(path + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static String firstLine(String head) {
    String text = head.startsWith("\uFEFF") ? head.substring(1) : head;
    return text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
  }

  /** The characters, which must be UTF-8. */
  Reader text() {
    return new Utf8Reader(in, path);
  }

  /** The objects of a file that must be JSON. */
  Rows<JsonNode> json() {
    return new JsonRows(path, text());
  }

  /**
   * The rows of the file in whatever form it has.
   *
   * @param kind decides what a file is that is neither JSON nor XML
   * @param layouts the columns that a table may have where its first line does not name them
   */
  Rows<JsonNode> rows(Task.Kind kind, Layouts layouts) {
    if (JSON.matcher(firstLine).matches()) {
      return json();
    }
    if (firstLine.startsWith("<?xml") || firstLine.startsWith("<!DOCTYPE")) {
      return new CopaRows(path, text());
    }
    if (kind == Task.Kind.TOKENS) {
      return new ConllRows(path, in);
    }
    if (layouts.labelFirst(firstLine)) {
      return TableRows.labelFirst(path, in, layouts);
    }
    return firstLine.indexOf('\t') >= 0
        ? TableRows.tabs(path, in, layouts)
        : TableRows.commas(path, text(), layouts);
  }
}

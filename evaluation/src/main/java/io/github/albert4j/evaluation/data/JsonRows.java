package io.github.albert4j.evaluation.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.AlbertException;
import io.github.albert4j.InvalidInputException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a JSON file, a tree a row: one object after another (JSON lines, or one alone), a
 * list of objects, objects by their number ({@code {"0": {…}, "1": {…}}}), or the lists inside a
 * document with a version: SQuAD's paragraphs, StereoSet's items.
 */
final class JsonRows implements Rows<JsonNode> {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Set<String> DOCUMENT = Set.of("data", "version");
  private static final Set<String> LISTS = Set.of("paragraphs", "intrasentence");

  private enum Form {
    NOT_KNOWN,
    LINES,
    LIST,
    NUMBERED,
    DOCUMENT,
    LIST_IN_DOCUMENT
  }

  private final Path file;
  private final JsonParser parser;
  private Form form = Form.NOT_KNOWN;
  private int line;

  JsonRows(Path file, Reader text) {
    this.file = file;
    try {
      this.parser = JSON.createParser(text);
    } catch (IOException e) {
      throw new AlbertException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public @Nullable JsonNode next() {
    line = 0;
    try {
      return form == Form.NOT_KNOWN ? first() : following();
    } catch (JsonProcessingException e) {
      throw new InvalidInputException(noJson(e));
    } catch (IOException e) {
      throw new AlbertException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private @Nullable JsonNode first() throws IOException {
    JsonToken token = nextToken();
    if (token == JsonToken.START_ARRAY) {
      form = Form.LIST;
      return following();
    }
    if (token == null) {
      return null;
    }
    if (token != JsonToken.START_OBJECT) {
      throw noObject();
    }
    if (parser.nextToken() == JsonToken.END_OBJECT) {
      form = Form.LINES;
      return JSON.createObjectNode();
    }
    String name = parser.currentName();
    if (DOCUMENT.contains(name)) {
      form = Form.DOCUMENT;
      return inDocument(parser.currentToken());
    }
    if (name != null && name.matches("[0-9]+")) {
      form = Form.NUMBERED;
      return numbered();
    }
    form = Form.LINES;
    return JSON.readTree(parser); // from the name on to the object's end
  }

  private @Nullable JsonNode following() throws IOException {
    JsonToken token = nextToken();
    return switch (form) {
      case NUMBERED -> token == JsonToken.FIELD_NAME ? numbered() : null;
      case DOCUMENT, LIST_IN_DOCUMENT -> inDocument(token);
      default -> token == null || token == JsonToken.END_ARRAY ? null : object(token);
    };
  }

  private JsonNode numbered() throws IOException {
    String number = parser.currentName();
    JsonNode row = object(nextToken());
    return row.has("id") ? row : ((ObjectNode) row).put("id", number);
  }

  /** Passes over all but the rows: {@code data} is a list of articles, or an object. */
  private @Nullable JsonNode inDocument(@Nullable JsonToken first) throws IOException {
    for (JsonToken token = first; token != null; token = nextToken()) {
      if (form == Form.LIST_IN_DOCUMENT) {
        if (token != JsonToken.END_ARRAY) {
          return object(token);
        }
        form = Form.DOCUMENT;
      } else if (token == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        boolean list = parser.nextToken() == JsonToken.START_ARRAY;
        if (list && LISTS.contains(name)) {
          form = Form.LIST_IN_DOCUMENT;
        } else if (!"data".equals(name)) {
          parser.skipChildren();
        }
      }
    }
    return null;
  }

  private @Nullable JsonToken nextToken() throws IOException {
    JsonToken token = parser.nextToken();
    line = parser.currentTokenLocation().getLineNr();
    return token;
  }

  private JsonNode object(@Nullable JsonToken token) throws IOException {
    if (token != JsonToken.START_OBJECT) {
      throw noObject();
    }
    return JSON.readTree(parser);
  }

  private InvalidInputException noObject() {
    return new InvalidInputException(
        where() + ": expected a JSON object, found " + parser.currentToken());
  }

  /** A row that breaks off is noticed lines later: what counts is where it began. */
  private String noJson(JsonProcessingException e) {
    int found = e.getLocation() == null ? line : e.getLocation().getLineNr();
    if (line == 0 || form == Form.DOCUMENT) {
      line = found;
    }
    String seen = found == line ? "" : ", seen on line " + found;
    return where() + ": not valid JSON: " + e.getOriginalMessage() + seen;
  }

  @Override
  public String where() {
    return line == 0 ? file.toString() : file + ", line " + line;
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

package io.github.albert4j.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.AlbertException;
import io.github.albert4j.ModelFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The JSON files of a model folder, read within limits: a model comes from a stranger, and its
 * files may lie.
 *
 * <p>Names that stand twice, NaN, text after the object, and nesting deeper than {@value
 * #MAX_DEPTH} are errors.
 *
 * @since 0.1.0
 */
public final class JsonFile {
  /** How deep objects and arrays may nest. */
  public static final int MAX_DEPTH = 64;

  /** The factory with these limits, for those who read token by token. */
  public static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(100)
                  .maxNameLength(4096)
                  .maxStringLength(16 << 20)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /** A number that is written again is written as it was. */
  private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);

  /**
   * Made when something is written: a mapper takes longer to make than a model's config to read.
   */
  private static final class Writer {
    static final ObjectWriter LINES =
        JsonMapper.builder(FACTORY).build().writerWithDefaultPrettyPrinter();
  }

  private JsonFile() {}

  /**
   * Reads an object.
   *
   * @param maxBytes the largest file that is looked into
   * @throws ModelFormatException where the file is too large, is not JSON, or is no object
   */
  public static ObjectNode readObject(Path file, int maxBytes) {
    return read(file, maxBytes, ObjectNode.class, "a JSON object");
  }

  /**
   * Reads a list.
   *
   * @param maxBytes the largest file that is looked into
   * @throws ModelFormatException where the file is too large, is not JSON, or is no list
   */
  public static ArrayNode readArray(Path file, int maxBytes) {
    return read(file, maxBytes, ArrayNode.class, "a JSON list");
  }

  private static <N extends JsonNode> N read(
      Path file, int maxBytes, Class<N> kind, String expected) {
    byte[] bytes = readBytes(file, maxBytes);
    JsonNode node;
    // Text, not bytes: Jackson would guess at UTF-16 and UTF-32, which no model file is.
    try (JsonParser json = FACTORY.createParser(new String(bytes, StandardCharsets.UTF_8))) {
      node = json.nextToken() == null ? null : tree(json);
      if (json.nextToken() != null) {
        throw new JsonParseException(json, "more text after the value");
      }
    } catch (JsonProcessingException e) {
      throw notJson(file, e);
    } catch (IOException e) {
      throw new AssertionError("a text in memory can be read", e);
    }
    if (!kind.isInstance(node)) {
      throw new ModelFormatException(
          file.toString(), null, expected, node == null ? "an empty file" : nameOf(node));
    }
    return kind.cast(node);
  }

  /** The value whose first token was read; its depth is within the parser's limit. */
  private static JsonNode tree(JsonParser json) throws IOException {
    switch (json.currentToken()) {
      case START_OBJECT:
        ObjectNode object = NODES.objectNode();
        while (json.nextToken() != JsonToken.END_OBJECT) {
          String name = json.currentName();
          json.nextToken();
          object.set(name, tree(json));
        }
        return object;
      case START_ARRAY:
        ArrayNode array = NODES.arrayNode();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          array.add(tree(json));
        }
        return array;
      case VALUE_STRING:
        return NODES.textNode(json.getText());
      case VALUE_TRUE, VALUE_FALSE:
        return NODES.booleanNode(json.getBooleanValue());
      case VALUE_NULL:
        return NODES.nullNode();
      case VALUE_NUMBER_FLOAT:
        return NODES.numberNode(json.getDecimalValue());
      case VALUE_NUMBER_INT:
        return switch (json.getNumberType()) {
          case INT -> NODES.numberNode(json.getIntValue());
          case LONG -> NODES.numberNode(json.getLongValue());
          default -> NODES.numberNode(json.getBigIntegerValue());
        };
      default:
        throw new JsonParseException(json, "expected a value");
    }
  }

  /** JSON in lines, as model folders have it, in UTF-8. */
  public static byte[] write(JsonNode node) {
    try {
      return (Writer.LINES.writeValueAsString(node) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new AssertionError("a tree in memory can be written", e);
    }
  }

  /** What a value is called in messages: its text where it is short, else its kind. */
  public static String nameOf(JsonNode node) {
    String text = node.isContainerNode() ? "" : node.toString();
    return text.isEmpty() || text.length() > 60
        ? "a JSON " + node.getNodeType().name().toLowerCase(java.util.Locale.ROOT)
        : text;
  }

  /** The error for JSON that cannot be parsed, in one line. */
  public static ModelFormatException notJson(Path file, JsonProcessingException e) {
    String place =
        e.getLocation() == null
            ? ""
            : " in line "
                + e.getLocation().getLineNr()
                + ", column "
                + e.getLocation().getColumnNr();
    String why = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
    why = why.length() > 120 ? why.substring(0, 120) + "…" : why;
    return new ModelFormatException(file.toString(), null, "JSON", "a fault" + place + ": " + why);
  }

  private static byte[] readBytes(Path file, int maxBytes) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(maxBytes);
      if (in.read() >= 0) {
        throw new ModelFormatException(
            file.toString(), null, "at most " + maxBytes + " bytes", "a larger file");
      }
      return bytes;
    } catch (IOException e) {
      throw new AlbertException(file + ": cannot be read: " + e, e);
    }
  }
}

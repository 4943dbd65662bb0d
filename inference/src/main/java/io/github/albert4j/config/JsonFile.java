package io.github.albert4j.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
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

  private static final JsonMapper MAPPER =
      JsonMapper.builder(FACTORY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // A number that is written again is written as it was.
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

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
    try {
      // Text, not bytes: Jackson would guess at UTF-16 and UTF-32, which no model file is.
      node = MAPPER.readTree(new String(bytes, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw notJson(file, e);
    }
    if (!kind.isInstance(node)) {
      throw new ModelFormatException(
          file.toString(),
          null,
          expected,
          node == null || node.isMissingNode() ? "an empty file" : nameOf(node));
    }
    return kind.cast(node);
  }

  /** JSON in lines, as model folders have it, in UTF-8. */
  public static byte[] write(JsonNode node) {
    try {
      return (MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n")
          .getBytes(StandardCharsets.UTF_8);
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

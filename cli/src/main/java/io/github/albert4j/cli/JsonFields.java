package io.github.albert4j.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.albert4j.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One JSON line of the input; its fields are read by name and type. */
final class JsonFields {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final JsonNode object;

  private JsonFields(JsonNode object) {
    this.object = object;
  }

  /**
   * Reads a line.
   *
   * @throws InvalidInputException where it is not one JSON object
   */
  static JsonFields parse(String line) {
    JsonNode node;
    try {
      node = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      int column = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getColumnNr());
      throw new InvalidInputException(
          "broken JSON at column " + column + ": " + e.getOriginalMessage());
    }
    if (!node.isObject()) {
      throw new InvalidInputException(
          "expected a JSON object, found "
              + node.getNodeType().toString().toLowerCase(Locale.ROOT));
    }
    return new JsonFields(node);
  }

  String text(String field) {
    String text = optionalText(field);
    if (text == null) {
      throw new InvalidInputException("expected the field \"" + field + "\", a string; found none");
    }
    return text;
  }

  /** The field, or null where it is absent or null. */
  @Nullable String optionalText(String field) {
    JsonNode value = object.get(field);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw wrong(field, "a string", value);
    }
    return value.textValue();
  }

  /** Whether the field is there and not null. */
  boolean has(String field) {
    return object.hasNonNull(field);
  }

  List<String> texts(String field) {
    JsonNode value = object.get(field);
    if (value == null || !value.isArray()) {
      throw wrong(field, "a list of strings", value);
    }
    List<String> texts = new ArrayList<>(value.size());
    for (JsonNode text : value) {
      if (!text.isTextual()) {
        throw wrong(field, "a list of strings", text);
      }
      texts.add(text.textValue());
    }
    return texts;
  }

  int[] ids(String field) {
    JsonNode value = object.get(field);
    if (value == null || !value.isArray()) {
      throw wrong(field, "a list of ids", value);
    }
    int[] ids = new int[value.size()];
    for (int i = 0; i < ids.length; i++) {
      JsonNode id = value.get(i);
      if (!id.isIntegralNumber() || !id.canConvertToInt()) {
        throw wrong(field, "a list of whole numbers", id);
      }
      ids[i] = id.intValue();
    }
    return ids;
  }

  private static InvalidInputException wrong(
      String field, String expected, @Nullable JsonNode value) {
    String found = value == null ? "none" : value.toString();
    return new InvalidInputException(
        "expected the field \""
            + field
            + "\", "
            + expected
            + "; found "
            + (found.length() > 60 ? found.substring(0, 60) + "…" : found));
  }
}

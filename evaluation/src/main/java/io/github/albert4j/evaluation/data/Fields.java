package io.github.albert4j.evaluation.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.albert4j.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The fields of a row, which has other names in other files. */
final class Fields {
  private Fields() {}

  /** The names of the fields, for messages. */
  static String names(JsonNode row) {
    List<String> names = new ArrayList<>();
    row.fieldNames().forEachRemaining(names::add);
    return String.join(", ", names);
  }

  /** The first of the names that the row has and that is not null. */
  static @Nullable String present(JsonNode row, List<String> names) {
    for (String name : names) {
      if (row.hasNonNull(name)) {
        return name;
      }
    }
    return null;
  }

  /** The text or number under the first name that the row has; null where it has none. */
  static @Nullable String textOrNull(JsonNode row, String... names) {
    String name = present(row, List.of(names));
    if (name == null) {
      return null;
    }
    JsonNode value = row.get(name);
    if (!value.isValueNode()) {
      throw new InvalidInputException("expected a text in \"" + name + "\", found " + brief(value));
    }
    return value.asText();
  }

  /** The text or number under the first name that the row has. */
  static String text(JsonNode row, String... names) {
    String text = textOrNull(row, names);
    if (text == null) {
      throw missing(row, String.join(" or ", names));
    }
    return text;
  }

  /** The number under a name. */
  static double number(JsonNode row, String name) {
    String number = text(row, name);
    try {
      return Double.parseDouble(number);
    } catch (NumberFormatException e) {
      throw new InvalidInputException("expected a number in " + name + ", found " + number);
    }
  }

  /** The texts of the list under a name. */
  static List<String> texts(JsonNode row, String name) {
    if (!row.hasNonNull(name)) {
      throw missing(row, name);
    }
    return texts(row.get(name));
  }

  /** The texts of a list, of which each is a text or a number. */
  static List<String> texts(JsonNode list) {
    if (!list.isArray()) {
      throw new InvalidInputException("expected a list of texts, found " + brief(list));
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode text : list) {
      if (!text.isValueNode() || text.isNull()) {
        throw new InvalidInputException("expected a text in a list, found " + brief(text));
      }
      texts.add(text.asText());
    }
    return texts;
  }

  private static String brief(JsonNode value) {
    return value.isMissingNode() ? "none" : value.getNodeType().toString().toLowerCase(Locale.ROOT);
  }

  static InvalidInputException missing(JsonNode row, String what) {
    return new InvalidInputException(
        "expected a column " + what + ", found: " + (row.isEmpty() ? "none" : names(row)));
  }

  /** The row's name, or its number where it has none. */
  static String id(JsonNode row, int number) {
    String id = textOrNull(row, "id", "pairID", "example_id", "guid", "index", "idx");
    return id == null ? Integer.toString(number) : id;
  }
}

package io.github.albert4j.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.ModelFormatException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One config file, each value checked as it is read. */
final class ConfigReader {
  private static final int MAX_BYTES = 1 << 20;
  // No tensor of such a size exists; the limits keep products within a long.
  private static final int MAX_SIZE = 1 << 24;
  private static final int MAX_LAYERS = 1 << 12;
  private static final int MAX_LABELS = 1 << 16;

  private final String source;
  private final ObjectNode json;

  private ConfigReader(ObjectNode json, String source) {
    this.source = source;
    this.json = json;
  }

  static AlbertConfig read(Path file, boolean google) {
    return new ConfigReader(JsonFile.readObject(file, MAX_BYTES), file.toString()).read(google);
  }

  /**
   * @param source named in errors
   */
  static AlbertConfig read(ObjectNode json, String source) {
    return new ConfigReader(json, source).read(false);
  }

  private AlbertConfig read(boolean google) {
    String modelType = string("model_type");
    if (modelType != null && !modelType.equals("albert")) {
      throw bad("model_type", "\"albert\"", '"' + modelType + '"');
    }
    int hiddenSize = integer("hidden_size", 4096, 1, MAX_SIZE);
    int heads = integer("num_attention_heads", 64, 1, MAX_SIZE);
    if (hiddenSize % heads != 0) {
      throw bad("num_attention_heads", "a divisor of hidden_size " + hiddenSize, "" + heads);
    }
    return new AlbertConfig(
        integer("vocab_size", 30000, 1, MAX_SIZE),
        integer("embedding_size", 128, 1, MAX_SIZE),
        hiddenSize,
        integer("num_hidden_layers", 12, 1, MAX_LAYERS),
        integer("num_hidden_groups", 1, 1, MAX_LAYERS),
        integer("inner_group_num", 1, 1, MAX_LAYERS),
        heads,
        integer("intermediate_size", 16384, 1, MAX_SIZE),
        activation(google),
        number("hidden_dropout_prob", 0, 0, 1),
        number("attention_probs_dropout_prob", 0, 0, 1),
        number("classifier_dropout_prob", 0.1, 0, 1),
        integer("max_position_embeddings", 512, 1, MAX_SIZE),
        integer("type_vocab_size", 2, 1, MAX_SIZE),
        number("initializer_range", 0.02, 0, 1000),
        number("layer_norm_eps", 1e-12, 0, 1),
        integer("pad_token_id", 0, -1, MAX_SIZE),
        integer("bos_token_id", 2, -1, MAX_SIZE),
        integer("eos_token_id", 3, -1, MAX_SIZE),
        architectures(),
        labels(),
        problemType(),
        flag("tie_word_embeddings", true),
        value("ffn_output_dropout") == null && !google ? null : flag("ffn_output_dropout", true),
        questionAnsweringHead());
  }

  private @Nullable String questionAnsweringHead() {
    String head = string(AlbertConfig.QUESTION_ANSWERING_HEAD);
    if (head != null && !head.equals(AlbertConfig.BEAM)) {
      throw bad(
          AlbertConfig.QUESTION_ANSWERING_HEAD,
          '"' + AlbertConfig.BEAM + "\" or absent",
          '"' + shorten(head) + '"');
    }
    return head;
  }

  private Activation activation(boolean google) {
    String name = string("hidden_act");
    if (name == null) {
      return Activation.GELU_NEW;
    }
    Activation activation = Activation.ofConfigName(name);
    if (activation == null) {
      throw bad("hidden_act", "one of " + Activation.allNames(), '"' + shorten(name) + '"');
    }
    // Google's code knows one GELU and calls the tanh form by that name.
    return google && activation == Activation.GELU ? Activation.GELU_NEW : activation;
  }

  private List<String> architectures() {
    JsonNode node = value("architectures");
    List<String> names = new ArrayList<>();
    if (node != null) {
      if (!node.isArray()) {
        throw bad("architectures", "a list of names", JsonFile.nameOf(node));
      }
      for (JsonNode name : node) {
        if (!name.isTextual()) {
          throw bad("architectures", "a list of names", "in it " + JsonFile.nameOf(name));
        }
        names.add(name.textValue());
      }
    }
    return names;
  }

  private List<String> labels() {
    JsonNode byId = value("id2label");
    if (byId == null) {
      String[] names = new String[integer("num_labels", 2, 1, MAX_LABELS)];
      Arrays.setAll(names, i -> "LABEL_" + i);
      return List.of(names);
    }
    if (!byId.isObject() || byId.isEmpty() || byId.size() > MAX_LABELS) {
      throw bad("id2label", "an object with a name for each id", JsonFile.nameOf(byId));
    }
    @Nullable String[] names = new String[byId.size()];
    for (Iterator<Map.Entry<String, JsonNode>> i = byId.fields(); i.hasNext(); ) {
      Map.Entry<String, JsonNode> entry = i.next();
      int id = id(entry.getKey());
      if (id < 0 || id >= names.length) {
        throw bad(
            "id2label",
            "the ids 0 to " + (names.length - 1),
            "the key \"" + shorten(entry.getKey()) + '"');
      }
      // Labels that are numbers (star ratings) are written without quotes by some tools.
      if (entry.getValue().isContainerNode() || entry.getValue().isNull()) {
        throw bad("id2label", "names as values", JsonFile.nameOf(entry.getValue()));
      }
      if (names[id] != null) {
        throw bad("id2label", "each id once", "two names for " + id);
      }
      names[id] = entry.getValue().asText();
    }
    return Arrays.asList(names);
  }

  private static int id(String key) {
    try {
      return Integer.parseInt(key);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private @Nullable String problemType() {
    String type = string("problem_type");
    List<String> known =
        List.of("regression", "single_label_classification", "multi_label_classification");
    if (type != null && !known.contains(type)) {
      throw bad("problem_type", "one of " + String.join(", ", known), '"' + shorten(type) + '"');
    }
    return type;
  }

  private int integer(String key, int absent, int min, int max) {
    JsonNode node = value(key);
    if (node == null) {
      return absent;
    }
    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
      throw bad(key, "a whole number from " + min + " to " + max, JsonFile.nameOf(node));
    }
    int n = node.intValue();
    if (n < min || n > max) {
      throw bad(key, "a whole number from " + min + " to " + max, "" + n);
    }
    return n;
  }

  private double number(String key, double absent, double min, double max) {
    JsonNode node = value(key);
    if (node == null) {
      return absent;
    }
    double n = node.isNumber() ? node.doubleValue() : Double.NaN;
    if (!(n >= min && n <= max)) {
      throw bad(key, "a number from " + min + " to " + max, JsonFile.nameOf(node));
    }
    return n;
  }

  private boolean flag(String key, boolean absent) {
    JsonNode node = value(key);
    if (node == null) {
      return absent;
    }
    if (!node.isBoolean()) {
      throw bad(key, "true or false", JsonFile.nameOf(node));
    }
    return node.booleanValue();
  }

  private @Nullable String string(String key) {
    JsonNode node = value(key);
    if (node == null) {
      return null;
    }
    if (!node.isTextual()) {
      throw bad(key, "a string", JsonFile.nameOf(node));
    }
    return node.textValue();
  }

  /** The value, or null where it is absent or JSON's null. */
  private @Nullable JsonNode value(String key) {
    JsonNode node = json.get(key);
    return node == null || node.isNull() ? null : node;
  }

  private static String shorten(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }

  private ModelFormatException bad(String key, String expected, String found) {
    return new ModelFormatException(source, null, key + " to be " + expected, found);
  }
}

package io.github.albert4j.training.loop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.albert4j.InvalidInputException;
import io.github.albert4j.ModelFormatException;
import io.github.albert4j.config.JsonFile;
import io.github.albert4j.model.Precision;
import io.github.albert4j.training.instances.Position;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint knows beside weights and moments.
 *
 * @param step updates done
 * @param position where the data goes on
 * @param data the data's fingerprint
 * @param precision that the run computes in: what AUTO took, it takes again
 * @param tokens seen so far
 * @param identity the options that the weights depend on
 * @param notes what the task has to remember
 */
record TrainingState(
    long step,
    Position position,
    String data,
    Precision precision,
    long tokens,
    ObjectNode identity,
    ObjectNode notes) {
  static final String FILE = "training_state.json";
  private static final int MAX_BYTES = 1 << 20;
  private static final int FORMAT = 1;

  /** The state of a run that begins. */
  static TrainingState first(String data, Precision precision, ObjectNode identity) {
    return new TrainingState(
        0, Position.START, data, precision, 0, identity, JsonNodeFactory.instance.objectNode());
  }

  /** The state after one more update. */
  TrainingState after(Position next, long tokensSeen) {
    return new TrainingState(step + 1, next, data, precision, tokensSeen, identity, notes);
  }

  byte[] toBytes() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("format", FORMAT);
    node.put("step", step);
    node.put("epoch", position.epoch());
    node.put("index", position.index());
    node.put("data", data);
    node.put("precision", precision.name().toLowerCase(Locale.ROOT));
    node.put("tokens", tokens);
    node.set("options", identity);
    if (!notes.isEmpty()) {
      node.set("notes", notes);
    }
    return JsonFile.write(node);
  }

  static TrainingState read(Path folder) {
    Path file = folder.resolve(FILE);
    ObjectNode node = JsonFile.readObject(file, MAX_BYTES);
    if (node.path("format").asInt() != FORMAT || !(node.get("options") instanceof ObjectNode)) {
      throw new ModelFormatException(
          file.toString(), null, "the state of a training, format " + FORMAT, "another file");
    }
    try {
      return new TrainingState(
          node.path("step").asLong(),
          new Position(node.path("epoch").asLong(), node.path("index").asLong()),
          node.path("data").asText(),
          Precision.valueOf(node.path("precision").asText().toUpperCase(Locale.ROOT)),
          node.path("tokens").asLong(),
          (ObjectNode) node.get("options"),
          node.get("notes") instanceof ObjectNode notes
              ? notes
              : JsonNodeFactory.instance.objectNode());
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException(
          file.toString(), null, "the precision fp32 or bf16", node.path("precision").asText());
    }
  }

  /**
   * Checks that a run may go on from here.
   *
   * @param checkpoint where this was read
   * @param now the run's options
   * @param dataNow its data's fingerprint
   * @param asked its precision
   * @throws InvalidInputException naming what differs
   */
  void check(Path checkpoint, ObjectNode now, String dataNow, Precision asked) {
    String difference = difference(identity, now);
    if (difference != null) {
      throw new InvalidInputException(
          checkpoint
              + ": "
              + difference
              + "; resume with the same options, or begin in another folder");
    }
    if (!data.equals(dataNow)) {
      throw new InvalidInputException(
          checkpoint
              + ": was trained on other data, or with another vocabulary or other options of the"
              + " data; resume with the same, or begin in another folder");
    }
    if (asked != Precision.AUTO && asked != precision) {
      throw new InvalidInputException(
          checkpoint
              + ": was trained in "
              + precision.name().toLowerCase(Locale.ROOT)
              + "; resume with that --precision, or auto");
    }
  }

  private static String text(JsonNode value) {
    return value.isContainerNode() ? value.toString() : value.asText();
  }

  /** The first option that differs, or null. */
  static @Nullable String difference(ObjectNode before, ObjectNode now) {
    Iterator<Map.Entry<String, JsonNode>> fields = now.fields();
    while (fields.hasNext()) {
      Map.Entry<String, JsonNode> field = fields.next();
      JsonNode old = before.path(field.getKey());
      if (field.getValue() instanceof ObjectNode inner && old instanceof ObjectNode oldInner) {
        String difference = difference(oldInner, inner);
        if (difference != null) {
          return field.getKey() + ", " + difference;
        }
      } else if (!same(old, field.getValue())) {
        return field.getKey() + " was " + text(old) + " and is " + text(field.getValue());
      }
    }
    return null;
  }

  private static boolean same(JsonNode a, JsonNode b) {
    return a.isNumber() && b.isNumber() ? a.asDouble() == b.asDouble() : a.equals(b);
  }
}

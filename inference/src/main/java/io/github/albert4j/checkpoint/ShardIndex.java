package io.github.albert4j.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.albert4j.ModelFormatException;
import io.github.albert4j.config.JsonFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * A {@code *.index.json}: which shard holds which tensor.
 *
 * @param file the index itself
 * @param shardOf the shard's file name, by the tensor's name in the files
 */
record ShardIndex(Path file, Map<String, String> shardOf) {
  private static final int MAX_BYTES = 16 << 20;
  private static final int MAX_SHARDS = 10_000;

  static ShardIndex read(Path file) {
    JsonNode weightMap = JsonFile.readObject(file, MAX_BYTES).get("weight_map");
    if (weightMap == null || !weightMap.isObject() || weightMap.isEmpty()) {
      throw bad(file, null, "weight_map, an object with a file for each tensor", "none");
    }
    Map<String, String> shardOf = new LinkedHashMap<>();
    for (Iterator<Map.Entry<String, JsonNode>> i = weightMap.fields(); i.hasNext(); ) {
      Map.Entry<String, JsonNode> entry = i.next();
      String shard = entry.getValue().isTextual() ? entry.getValue().textValue() : "";
      if (!isPlainName(shard)) {
        throw bad(
            file,
            entry.getKey(),
            "the name of a file in the same folder",
            JsonFile.nameOf(entry.getValue()));
      }
      shardOf.put(entry.getKey(), shard);
    }
    ShardIndex index = new ShardIndex(file, shardOf);
    Set<String> shards = index.shards();
    if (shards.size() > MAX_SHARDS) {
      throw bad(file, null, "at most " + MAX_SHARDS + " shards", "" + shards.size());
    }
    for (String shard : shards) {
      if (!Files.isRegularFile(file.resolveSibling(shard))) {
        throw bad(file, null, "the shard " + shard + " beside it", "no such file");
      }
    }
    return index;
  }

  /** The names of the files, each once. */
  Set<String> shards() {
    return new LinkedHashSet<>(shardOf.values());
  }

  /** Checks that a shard holds what the index says. */
  void check(String shard, Set<String> namesInShard) {
    shardOf.forEach(
        (tensor, place) -> {
          if (place.equals(shard) && !namesInShard.contains(tensor)) {
            throw bad(file, tensor, "the tensor in " + shard, "none of that name there");
          }
        });
  }

  private static boolean isPlainName(String name) {
    return !name.isEmpty()
        && name.length() <= 255
        && !name.startsWith(".")
        && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ');
  }

  private static ModelFormatException bad(
      Path file, @org.jspecify.annotations.Nullable String tensor, String expected, String found) {
    return new ModelFormatException(file.toString(), tensor, expected, found);
  }
}

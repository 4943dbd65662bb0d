package io.github.albert4j.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.albert4j.ModelFormatException;
import io.github.albert4j.config.JsonFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a folder turns a text into one vector: by {@code modules.json} and what it names, as
 * sentence-transformers writes them, else by the mean.
 *
 * @param poolings the vectors that are joined end to end, in this order
 * @param maxLength the longest text in pieces, {@code [CLS]} and {@code [SEP]} counted
 */
record SentenceForm(List<Pool> poolings, int maxLength) {
  private static final int MAX_BYTES = 1 << 20;

  private static final List<String> SETTINGS =
      List.of("sentence_bert_config.json", "sentence_albert_config.json");

  /** A way to make one vector of a text's; in the order in which sentence-transformers joins. */
  enum Pool {
    /** The vector of {@code [CLS]}. */
    CLS("cls"),
    /** The largest of each component. */
    MAX("max"),
    /** The sum over the number of pieces. */
    MEAN("mean"),
    /** The sum over the square root of the number of pieces. */
    MEAN_SQRT_LEN("mean_sqrt_len");

    private final String name;

    Pool(String name) {
      this.name = name;
    }

    /** {@code pooling_mode_cls_token}, and so on. */
    private String key() {
      return "pooling_mode_" + name + (this == CLS ? "_token" : "_tokens");
    }
  }

  /**
   * Reads a folder's form.
   *
   * @param positions the longest row that the model takes
   * @throws ModelFormatException where a file is damaged, or names a step that is not known here
   */
  static SentenceForm read(Path folder, int positions) {
    @Nullable List<Pool> poolings = null;
    Path modules = folder.resolve("modules.json");
    if (Files.isRegularFile(modules)) {
      for (JsonNode module : JsonFile.readArray(modules, MAX_BYTES)) {
        String type = module.path("type").asText();
        switch (type.substring(type.lastIndexOf('.') + 1)) {
          case "Transformer", "Normalize" -> {} // a cosine asks for no length
          case "Pooling" -> {
            if (poolings != null) {
              throw new ModelFormatException(
                  modules.toString(), null, "one module that pools", "a second Pooling");
            }
            poolings = poolings(folder, module.path("path").asText());
          }
          default ->
              throw new ModelFormatException(
                  modules.toString(),
                  null,
                  "the modules Transformer, Pooling and Normalize",
                  '"' + type + '"');
        }
      }
    }
    return new SentenceForm(
        poolings == null ? List.of(Pool.MEAN) : poolings, maxLength(folder, positions));
  }

  private static List<Pool> poolings(Path folder, String path) {
    // The names come from a file, which may lie.
    Path file = folder.resolve(path).resolve("config.json").normalize();
    if (!file.startsWith(folder.normalize())) {
      throw new ModelFormatException(
          folder.resolve("modules.json").toString(), null, "a path in this folder", path);
    }
    JsonNode config = JsonFile.readObject(file, MAX_BYTES);
    List<Pool> poolings = new ArrayList<>();
    for (Pool pool : Pool.values()) {
      if (config.path(pool.key()).asBoolean()
          || config.path("pooling_mode").asText().equals(pool.name)) {
        poolings.add(pool);
      }
    }
    if (poolings.isEmpty()) {
      throw new ModelFormatException(
          file.toString(), null, "a pooling of cls, max, mean or mean_sqrt_len", "another or none");
    }
    return poolings;
  }

  private static int maxLength(Path folder, int positions) {
    for (String name : SETTINGS) {
      Path file = folder.resolve(name);
      if (Files.isRegularFile(file)) {
        JsonNode length = JsonFile.readObject(file, MAX_BYTES).path("max_seq_length");
        if (length.isMissingNode() || length.isNull()) {
          return positions;
        }
        if (!length.canConvertToInt() || length.intValue() < 3) {
          throw new ModelFormatException(
              file.toString(),
              null,
              "max_seq_length to be a whole number from 3",
              JsonFile.nameOf(length));
        }
        return Math.min(positions, length.intValue());
      }
    }
    return positions;
  }
}

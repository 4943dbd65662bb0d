package io.github.albert4j.hub;

import io.github.albert4j.AlbertException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a model's files lie.
 *
 * @param name what the user called it
 * @param path the folder with config, weights and vocabulary
 * @since 0.1.0
 */
public record ModelFolder(String name, Path path) {
  /** The name of the model inside {@code albert4j-model-small}. */
  public static final String EMBEDDED = "albert4j-small";

  private static final int LONGEST_SHOWN = 200;
  private static final Logger LOG = LoggerFactory.getLogger(ModelFolder.class);

  /**
   * Finds the folder: a folder of that path, the embedded model, the Hugging Face cache.
   *
   * <p>The cache lies where {@code HF_HUB_CACHE} or {@code HF_HOME} say, else in {@code
   * ~/.cache/huggingface/hub}; it is only read. {@code albert-base-v2} is there as {@code
   * albert/albert-base-v2} too.
   *
   * @throws AlbertException where there is no such model; the message says which folder to fill
   */
  public static ModelFolder resolve(String nameOrPath) {
    return resolve(nameOrPath, System::getenv);
  }

  static ModelFolder resolve(String nameOrPath, UnaryOperator<@Nullable String> environment) {
    Path path = folder(nameOrPath, environment);
    LOG.debug("model {} is in {}", nameOrPath, path);
    return new ModelFolder(nameOrPath, path);
  }

  /**
   * The models that need no folder of the user's naming: the embedded one where it is on the class
   * path, and those in the Hugging Face cache, by name. Which of the latter are ALBERTs is not
   * looked at.
   */
  public static List<ModelFolder> known() {
    List<ModelFolder> known = new ArrayList<>();
    if (EmbeddedModel.isThere()) {
      known.add(resolve(EMBEDDED));
    }
    known.addAll(HuggingFaceCache.of(System::getenv).all());
    return known;
  }

  private static Path folder(String name, UnaryOperator<@Nullable String> environment) {
    Path path = asPath(name);
    if (path != null && Files.isDirectory(path)) {
      return path;
    }
    if (path != null && Files.exists(path)) {
      throw new AlbertException(
          name + ": expected a model's folder, found a file; name its folder");
    }
    if (name.equals(EMBEDDED)) {
      return EmbeddedModel.folder(environment);
    }
    HuggingFaceCache cache = HuggingFaceCache.of(environment);
    Path snapshot = cache.find(name);
    if (snapshot != null) {
      return snapshot;
    }
    throw new AlbertException(
        "no model \""
            + shorten(name)
            + "\": expected a folder of that path, the embedded model \""
            + EMBEDDED
            + "\", or "
            + cache.folder(name)
            + "; fill a folder with config.json, model.safetensors (or pytorch_model.bin, or"
            + " Google's albert_config.json and model.ckpt-best.*) and spiece.model, and name it");
  }

  private static String shorten(String name) {
    return name.length() > LONGEST_SHOWN ? name.substring(0, LONGEST_SHOWN) + "…" : name;
  }

  private static @Nullable Path asPath(String name) {
    try {
      return name.isEmpty() ? null : Path.of(name);
    } catch (InvalidPathException e) {
      return null;
    }
  }
}

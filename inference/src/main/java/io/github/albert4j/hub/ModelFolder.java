package io.github.albert4j.hub;

import java.nio.file.Path;

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

  /** Finds the folder: a folder of that path, the embedded model, the Hugging Face cache; else an AlbertException. */
  public static ModelFolder resolve(String nameOrPath) {
    throw new UnsupportedOperationException();
  }
}

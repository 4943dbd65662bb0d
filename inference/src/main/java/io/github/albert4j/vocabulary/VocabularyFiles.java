package io.github.albert4j.vocabulary;

import io.github.albert4j.AlbertException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The vocabulary's files for a model folder that is written.
 *
 * @since 0.1.0
 */
public final class VocabularyFiles {
  private VocabularyFiles() {}

  /**
   * What goes along when a model is copied, by file name; empty where the folder has no vocabulary.
   */
  public static Map<String, byte[]> of(Path folder) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String name : new String[] {"spiece.model", "30k-clean.model"}) {
      Path file = folder.resolve(name);
      if (files.isEmpty() && Files.isRegularFile(file)) {
        try {
          files.put("spiece.model", Files.readAllBytes(file));
        } catch (IOException e) {
          throw new AlbertException(file + ": cannot be read: " + e.getMessage(), e);
        }
      }
    }
    return files;
  }
}

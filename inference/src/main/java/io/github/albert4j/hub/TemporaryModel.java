package io.github.albert4j.hub;

import io.github.albert4j.engine.cache.PrivateFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Unpacked models that are deleted when the process ends, for users without a cache. */
final class TemporaryModel {
  /** What fills a folder. */
  interface Writer {
    void write(Path folder) throws IOException;
  }

  private static final Map<String, Path> FOLDERS = new HashMap<>();

  private TemporaryModel() {}

  static synchronized Path folder(String key, Writer writer) throws IOException {
    Path known = FOLDERS.get(key);
    if (known != null) {
      return known;
    }
    Path parent = Path.of(System.getProperty("java.io.tmpdir"));
    Path folder = PrivateFolder.createTemporary(parent, "albert4j-");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> PrivateFolder.delete(folder)));
    writer.write(folder);
    FOLDERS.put(key, folder);
    return folder;
  }
}

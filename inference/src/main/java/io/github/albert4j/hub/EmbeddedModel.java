package io.github.albert4j.hub;

import io.github.albert4j.AlbertException;
import io.github.albert4j.engine.cache.CacheFolder;
import io.github.albert4j.engine.cache.PrivateFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The model inside {@code albert4j-model-small}, unpacked once for each user.
 *
 * <p>It is known by its index alone, a line {@code SHA256 BYTES NAME} for each file. The folder is
 * named after the index's own digest, so that a new model never mixes with an old one, and a folder
 * appears by one rename when all of its files are written and verified.
 */
final class EmbeddedModel {
  private static final String RESOURCES = "/io/github/albert4j/model-small/";
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedModel.class);

  /** One file of the model. */
  private record Entry(String sha256, long bytes, String name) {}

  private final String digest; // of the index, in hex
  private final List<Entry> entries;

  private EmbeddedModel(String digest, List<Entry> entries) {
    this.digest = digest;
    this.entries = entries;
  }

  /** The folder with the embedded model's files. */
  static Path folder(UnaryOperator<@Nullable String> environment) {
    EmbeddedModel model = readIndex();
    Path cache = CacheFolder.preferred(environment);
    Path folder = cache.resolve(ModelFolder.EMBEDDED + "-" + model.digest.substring(0, 16));
    try {
      PrivateFolder.create(cache);
      if (!model.isIn(folder)) {
        model.unpack(cache, folder);
      }
      return folder;
    } catch (IOException e) {
      LOG.debug("the cache {} cannot be used: {}", cache, e.toString());
      return model.unpackForThisProcess(cache, e);
    }
  }

  /** Beside the cache that cannot be used, a folder that lives as long as the process. */
  private Path unpackForThisProcess(Path cache, IOException why) {
    try {
      return TemporaryModel.folder(digest, this::write);
    } catch (IOException e) {
      throw new AlbertException(
          "the embedded model cannot be unpacked into "
              + cache
              + " ("
              + why
              + "), nor into "
              + System.getProperty("java.io.tmpdir")
              + " ("
              + e
              + "); set XDG_CACHE_HOME to a folder that only you can write to",
          e);
    }
  }

  private boolean isIn(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    PrivateFolder.check(folder);
    for (Entry entry : entries) {
      Path file = folder.resolve(entry.name);
      if (!Files.isRegularFile(file) || Files.size(file) != entry.bytes) {
        return false;
      }
    }
    return true;
  }

  private void unpack(Path cache, Path folder) throws IOException {
    LOG.debug("unpacking the embedded model into {}", folder);
    Path fresh = PrivateFolder.createTemporary(cache, "." + folder.getFileName() + ".");
    try {
      write(fresh);
      PrivateFolder.replace(fresh, folder, () -> isIn(folder));
    } finally {
      PrivateFolder.delete(fresh);
    }
  }

  /** Copies all files, each verified against its digest. */
  private void write(Path folder) throws IOException {
    for (Entry entry : entries) {
      MessageDigest sha256 = sha256();
      long bytes;
      try (InputStream in = new DigestInputStream(open(entry.name), sha256)) {
        bytes = Files.copy(in, folder.resolve(entry.name));
      }
      String found = HexFormat.of().formatHex(sha256.digest());
      if (bytes != entry.bytes || !found.equals(entry.sha256)) {
        throw new AlbertException(
            "albert4j-model-small: "
                + entry.name
                + ": expected the "
                + entry.bytes
                + " bytes that the index states, found others; the jar is damaged, get it again");
      }
    }
  }

  private static EmbeddedModel readIndex() {
    MessageDigest sha256 = sha256();
    List<Entry> entries = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new DigestInputStream(open("index"), sha256), StandardCharsets.UTF_8))) {
      for (String line; (line = lines.readLine()) != null; ) {
        String[] words = line.split(" +", 3);
        entries.add(new Entry(words[0], Long.parseLong(words[1]), words[2]));
      }
    } catch (IOException e) {
      throw new AlbertException("the embedded model cannot be read: " + e, e);
    }
    return new EmbeddedModel(HexFormat.of().formatHex(sha256.digest()), entries);
  }

  /** Whether the module with the model is on the class path. */
  static boolean isThere() {
    return find("index") != null;
  }

  private static @Nullable URL find(String name) {
    URL url = EmbeddedModel.class.getResource(RESOURCES + name);
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    if (url == null && context != null) {
      url = context.getResource(RESOURCES.substring(1) + name);
    }
    return url;
  }

  private static InputStream open(String name) throws IOException {
    URL url = find(name);
    if (url == null) {
      throw new AlbertException(
          "the embedded model is not on the class path: add io.github.albert4j:albert4j-model-small,"
              + " or name a model's folder");
    }
    return url.openStream();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}

package io.github.albert4j.hub;

import io.github.albert4j.engine.cache.UserFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The cache that Hugging Face's tools fill: {@code models--ORG--NAME/snapshots/COMMIT}, and in
 * {@code refs/main} the commit that is current. Never written to.
 */
record HuggingFaceCache(Path root) {
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9][\\w.-]{0,95}(/[A-Za-z0-9][\\w.-]{0,95})?");
  private static final String PREFIX = "models--";
  private static final int MAX_REF_BYTES = 200;

  static HuggingFaceCache of(UnaryOperator<@Nullable String> environment) {
    for (String variable : List.of("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE")) {
      String hub = environment.apply(variable);
      if (hub != null && !hub.isEmpty()) {
        return new HuggingFaceCache(UserFolders.expand(hub, environment));
      }
    }
    String home = environment.apply("HF_HOME");
    Path base =
        home != null && !home.isEmpty()
            ? UserFolders.expand(home, environment)
            : UserFolders.cache(environment).resolve("huggingface");
    return new HuggingFaceCache(base.resolve("hub"));
  }

  /** The folder of a model's current snapshot, or null where the cache does not hold it. */
  @Nullable Path find(String name) {
    if (!NAME.matcher(name).matches()) {
      return null;
    }
    for (String candidate : List.of(fullName(name), name)) {
      Path snapshot = snapshot(root.resolve(PREFIX + candidate.replace("/", "--")));
      if (snapshot != null) {
        return snapshot;
      }
    }
    return null;
  }

  /** All models whose current snapshot is there, in the order of their names. */
  List<ModelFolder> all() {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    List<ModelFolder> all = new ArrayList<>();
    try (Stream<Path> folders = Files.list(root)) {
      for (Path model : folders.sorted().toList()) {
        String folder = model.getFileName().toString();
        Path snapshot = folder.startsWith(PREFIX) ? snapshot(model) : null;
        if (snapshot != null) {
          all.add(new ModelFolder(folder.substring(PREFIX.length()).replace("--", "/"), snapshot));
        }
      }
    } catch (IOException e) {
      return List.of(); // a cache that cannot be read holds nothing for us
    }
    return all;
  }

  /** Where the cache would hold a model, for messages. */
  Path folder(String name) {
    return NAME.matcher(name).matches()
        ? root.resolve(PREFIX + fullName(name).replace("/", "--"))
        : root;
  }

  /** Google's models moved below an organisation; their old names live on. */
  private static String fullName(String name) {
    return name.contains("/") || !name.startsWith("albert-") ? name : "albert/" + name;
  }

  private static @Nullable Path snapshot(Path model) {
    Path snapshots = model.resolve("snapshots");
    if (!Files.isDirectory(snapshots)) {
      return null;
    }
    Path ref = model.resolve("refs").resolve("main");
    try {
      if (Files.isRegularFile(ref) && Files.size(ref) <= MAX_REF_BYTES) {
        String commit = Files.readString(ref).strip();
        Path snapshot = snapshots.resolve(commit);
        if (commit.matches("[\\w-]+") && Files.isDirectory(snapshot)) {
          return snapshot;
        }
      }
      // Without a ref, as after a download by commit, a lone snapshot is meant.
      try (Stream<Path> all = Files.list(snapshots)) {
        List<Path> folders = all.filter(Files::isDirectory).limit(2).toList();
        return folders.size() == 1 ? folders.get(0) : null;
      }
    } catch (IOException e) {
      return null;
    }
  }
}

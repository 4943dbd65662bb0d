package io.github.albert4j.engine.cache;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The user's own folders, as the XDG rules name them. */
public final class UserFolders {
  private UserFolders() {}

  /** {@code $XDG_CACHE_HOME}, else {@code ~/.cache}. */
  public static Path cache(UnaryOperator<@Nullable String> environment) {
    String cache = environment.apply("XDG_CACHE_HOME");
    // The rules ask that a relative path be ignored.
    return cache != null && !cache.isEmpty() && Path.of(cache).isAbsolute()
        ? Path.of(cache)
        : home(environment).resolve(".cache");
  }

  public static Path home(UnaryOperator<@Nullable String> environment) {
    String home = environment.apply("HOME");
    if (home == null || home.isEmpty()) {
      home = System.getProperty("user.home");
    }
    // In a container without a user the JDK says "?".
    return home == null || home.isEmpty() || home.equals("?")
        ? Path.of("/nonexistent")
        : Path.of(home);
  }

  /** A path from a variable, with a leading {@code ~} as the home. */
  public static Path expand(String path, UnaryOperator<@Nullable String> environment) {
    return path.equals("~") || path.startsWith("~/")
        ? home(environment).resolve(path.substring(Math.min(2, path.length())))
        : Path.of(path);
  }
}

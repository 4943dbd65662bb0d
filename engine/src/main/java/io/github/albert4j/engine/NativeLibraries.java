package io.github.albert4j.engine;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import io.github.albert4j.engine.cache.CacheFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds, unpacks and opens oneDNN and the OpenMP runtime beside it, from the native jar {@code
 * org.bytedeco:dnnl} of this platform.
 */
final class NativeLibraries {
  /** A folder that holds the libraries already, for packagers who ship them unpacked. */
  static final String FOLDER_PROPERTY = "albert4j.natives";

  private enum Platform {
    LINUX_X86_64("linux-x86_64", "linux-x86-64/libjnidispatch.so", "libdnnl.so.3", "libgomp.so.1"),
    LINUX_ARM64("linux-arm64", "linux-aarch64/libjnidispatch.so", "libdnnl.so.3", "libgomp.so.1"),
    MACOSX_X86_64("macosx-x86_64", "darwin-x86-64/libjnidispatch.jnilib", "libdnnl.3.dylib", null),
    MACOSX_ARM64("macosx-arm64", "darwin-aarch64/libjnidispatch.jnilib", "libdnnl.3.dylib", null),
    WINDOWS_X86_64("windows-x86_64", "win32-x86-64/jnidispatch.dll", "dnnl.dll", null);

    final String classifier;
    final String jna;
    final String dnnl;
    final @Nullable String openMp;

    Platform(String classifier, String jna, String dnnl, @Nullable String openMp) {
      this.classifier = classifier;
      this.jna = "com/sun/jna/" + jna;
      this.dnnl = dnnl;
      this.openMp = openMp;
    }

    String resource(String file) {
      return "org/bytedeco/dnnl/" + classifier + "/" + file;
    }

    static Platform current() {
      String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
      String arch = System.getProperty("os.arch");
      boolean arm = arch.equals("aarch64");
      if (os.startsWith("linux") && (arm || arch.equals("amd64"))) {
        return arm ? LINUX_ARM64 : LINUX_X86_64;
      }
      if (os.startsWith("mac")) {
        return arm ? MACOSX_ARM64 : MACOSX_X86_64;
      }
      if (os.startsWith("windows") && arch.equals("amd64")) {
        return WINDOWS_X86_64;
      }
      throw new EngineException(
          "no oneDNN for "
              + System.getProperty("os.name")
              + " on "
              + arch
              + "; there is one for Linux, macOS and Windows on x86-64, and for Linux and macOS on Arm");
    }
  }

  private NativeLibraries() {}

  /** The libraries, open. {@code openMp} is null where oneDNN brings its own threads. */
  record Opened(NativeLibrary dnnl, @Nullable NativeLibrary openMp, Path folder) {}

  static Opened open() {
    Platform platform = Platform.current();
    Path folder = folder(platform);
    requireJna();
    try {
      NativeLibrary openMp =
          platform.openMp != null && Files.exists(folder.resolve(platform.openMp))
              ? NativeLibrary.getInstance(folder.resolve(platform.openMp).toString())
              : null;
      NativeLibrary dnnl = NativeLibrary.getInstance(folder.resolve(platform.dnnl).toString());
      return new Opened(dnnl, openMp, folder);
    } catch (UnsatisfiedLinkError e) {
      throw doesNotLoad("oneDNN in " + folder, e);
    }
  }

  private static Path folder(Platform platform) {
    String given = System.getProperty(FOLDER_PROPERTY);
    if (given != null && !given.isEmpty()) {
      return Path.of(given);
    }
    ClassLoader loader = NativeLibraries.class.getClassLoader();
    unpackJna(loader, platform);
    if (loader.getResource(platform.resource(platform.dnnl)) == null) {
      throw new EngineException(
          "the native library of oneDNN is not on the class path: add org.bytedeco:dnnl with the"
              + " classifier "
              + platform.classifier);
    }
    List<String> files =
        platform.openMp != null && loader.getResource(platform.resource(platform.openMp)) != null
            ? List.of(platform.resource(platform.dnnl), platform.resource(platform.openMp))
            : List.of(platform.resource(platform.dnnl));
    return unpack(loader, files, "dnnl");
  }

  /** JNA would unpack its own library anew at every start, into a folder of its own choice. */
  private static void unpackJna(ClassLoader loader, Platform platform) {
    if (System.getProperty("jna.boot.library.path") == null
        && loader.getResource(platform.jna) != null) {
      Path folder = unpack(loader, List.of(platform.jna), "jna");
      System.setProperty("jna.boot.library.path", folder.toString());
    }
  }

  /** Its classes find its library where they are first used, and fail in many ways where not. */
  private static void requireJna() {
    try {
      Native.toByteArray("");
    } catch (LinkageError e) {
      throw doesNotLoad("JNA in " + System.getProperty("jna.boot.library.path", "its jar"), e);
    }
  }

  private static Path unpack(ClassLoader loader, List<String> resources, String label) {
    try {
      return CacheFolder.unpack(loader, resources, label);
    } catch (IOException e) {
      throw new EngineException(String.valueOf(e.getMessage()), e);
    }
  }

  private static EngineException doesNotLoad(String what, LinkageError error) {
    Throwable reason = error;
    while (reason.getCause() != null) {
      reason = reason.getCause();
    }
    String why =
        String.valueOf(reason.getMessage())
            .lines()
            .limit(2) // "Unable to load library:", and the system's words
            .collect(Collectors.joining(" "));
    return new EngineException(
        what
            + " does not load: "
            + why
            + "; it needs a folder from which the system runs programs (-Dalbert4j.cache=DIR names"
            + " another), and on Linux glibc",
        error);
  }
}

package io.github.albert4j.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where files that travel inside jars are unpacked: a folder that belongs to this user alone.
 *
 * <p>The folder is the system property {@code albert4j.cache}, else {@code
 * $XDG_CACHE_HOME/albert4j}, else {@code $HOME/.cache/albert4j}. What lies there is named by its
 * content, written aside and moved into place in one step, so two first starts at once, or one that
 * is killed, leave nothing half done. Where the folder cannot be written, a private temporary
 * folder stands in and is deleted at exit.
 *
 * @since 0.1.0
 */
public final class CacheFolder {
  /** Names the folder to use instead of the default. */
  public static final String PROPERTY = "albert4j.cache";

  private static final Set<PosixFilePermission> OTHERS_WRITE =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private CacheFolder() {}

  /**
   * Unpacks resources into one folder, or finds them unpacked.
   *
   * @param loader the class loader that has the resources
   * @param resources absolute resource names; the first one's size and checksum name the folder
   * @param label the folder's name begins with it
   * @return the folder, holding a file for each resource under its simple name
   * @throws EngineException when a resource is missing or no folder can be written, saying what to
   *     set
   */
  public static Path unpack(ClassLoader loader, List<String> resources, String label) {
    List<URL> sources = new ArrayList<>();
    for (String resource : resources) {
      URL url = loader.getResource(resource);
      if (url == null) {
        throw new EngineException(resource + " is not on the class path");
      }
      sources.add(url);
    }
    String name = label + "-" + contentKey(sources.get(0));
    Path wanted = preferred();
    try {
      return unpack(sources, privateFolder(wanted), name);
    } catch (IOException e) {
      return unpackTemporarily(sources, name, wanted, e);
    }
  }

  /** The folder that the properties and variables ask for; nothing is created. */
  public static Path preferred() {
    String property = System.getProperty(PROPERTY);
    if (property != null && !property.isEmpty()) {
      return Path.of(property);
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    if (xdg != null && !xdg.isEmpty()) {
      return Path.of(xdg, "albert4j");
    }
    String home = System.getenv("HOME");
    if (home == null || home.isEmpty()) {
      home = System.getProperty("user.home");
    }
    return Path.of(home, ".cache", "albert4j");
  }

  private static Path unpackTemporarily(
      List<URL> sources, String name, Path wanted, IOException reason) {
    try {
      Path temporary = Files.createTempDirectory("albert4j-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteTree(temporary)));
      return unpack(sources, temporary, name);
    } catch (IOException e) {
      throw new EngineException(
          String.format(
              "cannot unpack into %s (%s) nor into a temporary folder (%s); set -D%s=FOLDER to one that"
                  + " this user can write, with 100 MB free",
              wanted, why(reason), why(e), PROPERTY),
          e);
    }
  }

  private static Path unpack(List<URL> sources, Path parent, String name) throws IOException {
    Path target = parent.resolve(name);
    if (complete(target, sources)) {
      return target;
    }
    Path aside = Files.createTempDirectory(parent, ".unpacking-");
    try {
      for (URL source : sources) {
        try (InputStream in = source.openStream()) {
          Files.copy(in, aside.resolve(simpleName(source)));
        }
      }
      replace(aside, target, sources);
      return target;
    } finally {
      deleteTree(aside);
    }
  }

  /**
   * Gives the fresh folder its name. Where another process was faster, its folder stays; what an
   * interrupted start or another user left there makes way.
   */
  private static void replace(Path fresh, Path target, List<URL> sources) throws IOException {
    for (int attempt = 0; ; attempt++) {
      try {
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        return;
      } catch (IOException e) {
        if (complete(target, sources)) {
          return;
        }
        if (attempt == 3) {
          throw e;
        }
        moveAway(target);
      }
    }
  }

  private static void moveAway(Path target) throws IOException {
    Path away = Files.createTempDirectory(target.getParent(), ".old-");
    try {
      Files.move(target, away.resolve("old"), StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      // another process has done it
    } finally {
      deleteTree(away);
    }
  }

  /** Whether all files are there in full, put there by this user. */
  private static boolean complete(Path folder, List<URL> sources) throws IOException {
    try {
      return holdsAll(folder, sources);
    } catch (NoSuchFileException e) {
      return false; // another process moves it away right now
    }
  }

  private static boolean holdsAll(Path folder, List<URL> sources) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        || !isOwn(folder)
        || othersWrite(folder)) {
      return false;
    }
    for (URL source : sources) {
      Path file = folder.resolve(simpleName(source));
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          || !isOwn(file)
          || Files.size(file) != length(source)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Creates the folder for this user alone. One that somebody else owns is refused; one that others
   * may write to is closed to them.
   */
  private static Path privateFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder.toAbsolutePath().getParent());
      try {
        Files.createDirectory(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      } catch (UnsupportedOperationException e) {
        Files.createDirectory(folder);
      } catch (FileAlreadyExistsException e) {
        // another process was faster
      }
    }
    if (!isOwn(folder)) {
      throw new IOException("it belongs to another user");
    }
    if (othersWrite(folder)) {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
      permissions.removeAll(OTHERS_WRITE);
      Files.setPosixFilePermissions(folder, permissions);
    }
    if (!Files.isWritable(folder)) {
      throw new IOException("it cannot be written");
    }
    return folder;
  }

  /** Where the system does not say whose a file is, it is taken for this user's. */
  private static boolean isOwn(Path path) {
    Integer owner = uid(path);
    Integer self = uid(Path.of("/proc/self"));
    return owner == null || self == null || owner.equals(self);
  }

  private static boolean othersWrite(Path folder) throws IOException {
    try {
      return !Collections.disjoint(Files.getPosixFilePermissions(folder), OTHERS_WRITE);
    } catch (UnsupportedOperationException e) {
      return false; // Windows: the profile's folders are the user's by their access lists
    }
  }

  private static @Nullable Integer uid(Path path) {
    try {
      return (Integer) Files.getAttribute(path, "unix:uid");
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return null;
    }
  }

  private static String contentKey(URL source) {
    try {
      URLConnection connection = source.openConnection();
      if (connection instanceof JarURLConnection jar && jar.getJarEntry() != null) {
        return Long.toHexString(jar.getJarEntry().getCrc())
            + Long.toHexString(jar.getJarEntry().getSize());
      }
      return Long.toHexString(connection.getLastModified())
          + Long.toHexString(connection.getContentLengthLong());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long length(URL source) throws IOException {
    URLConnection connection = source.openConnection();
    if (connection instanceof JarURLConnection jar && jar.getJarEntry() != null) {
      return jar.getJarEntry().getSize();
    }
    return connection.getContentLengthLong();
  }

  private static String simpleName(URL source) {
    String path = source.getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static String why(IOException e) {
    return e instanceof FileSystemException f && f.getReason() != null
        ? f.getReason()
        : e instanceof AccessDeniedException ? "access denied" : String.valueOf(e.getMessage());
  }

  private static void deleteTree(Path folder) {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
          deleteTree(file);
        } else {
          Files.deleteIfExists(file);
        }
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // A left-over in a cache does no harm.
    }
  }
}
